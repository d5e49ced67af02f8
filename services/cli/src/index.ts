export { runCommandLine } from './command-line.ts';
export { EXIT_CODES, type ExitName } from './exit-code.ts';
export type { Environment, Terminal } from './terminal.ts';
