export { readConfig, type ControlConfig } from './config.ts';
export type { ControlOverrides } from './context.ts';
export { start } from './start.ts';
