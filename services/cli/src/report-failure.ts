import { CommandFailure } from './command-failure.ts';
import { exitCode, type ExitName } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Errors of packages, by their stable code: how a command that met one exits. */
const EXIT_BY_CODE: Readonly<Record<string, ExitName>> = {
  ERR_CONFIG: 'configuration',
  ERR_LISTEN: 'refused',
  ERR_REGISTRY_UNAVAILABLE: 'unreachable',
  ERR_ADDRESS: 'usage',
  ERR_PREFIX: 'usage',
  ERR_TARGET: 'usage',
  ERR_CLIENT_FILE: 'usage',
  ERR_REPLAY_WORKER: 'refused',
};

/** Prints an error on stderr, its details one per line below it, and returns the exit code. */
export function reportFailure(terminal: Terminal, error: unknown): number {
  const { red, bold, dim } = terminal.color;
  if (error instanceof CommandFailure) {
    terminal.complain(`${red(bold('error:'))} ${error.message}`);
    for (const line of error.details) terminal.complain(`  ${line}`);
    return error.exitCode;
  }
  const known = error instanceof Error && 'code' in error ? EXIT_BY_CODE[String(error.code)] : undefined;
  if (error instanceof Error && known !== undefined) {
    for (const line of error.message.split('\n')) terminal.complain(`${red(bold('error:'))} ${line}`);
    return exitCode(known);
  }
  terminal.complain(`${red(bold('error:'))} Unexpected: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof Error && error.stack !== undefined) terminal.complain(dim(error.stack));
  return exitCode('software');
}
