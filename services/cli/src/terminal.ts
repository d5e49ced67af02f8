import type { Colors } from 'picocolors/types';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command reads and writes: its environment, two streams of lines, and whoever may sit in front of them. */
export interface Terminal {
  readonly environment: Environment;
  readonly color: Colors;
  /** A person can be asked. */
  readonly interactive: boolean;
  /** stderr is a terminal: a line on it can be redrawn. */
  readonly redraws: boolean;
  /** Aborts at Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** What was asked for: stdout. */
  write(text: string): void;
  /** Everything else: stderr. */
  complain(text: string): void;
  /** Asks a yes or no question; anything but "y" or "yes" is no. */
  confirm(question: string): Promise<boolean>;
}

/** Colours for people alone: NO_COLOR and `--no-color` win, then FORCE_COLOR, then whether stdout is a terminal. */
export function wantsColor(environment: Environment, args: readonly string[], isTerminal: unknown): boolean {
  if (environment['NO_COLOR'] || args.includes('--no-color')) return false;
  if (environment['FORCE_COLOR']) return true;
  return isTerminal === true && environment['TERM'] !== 'dumb';
}
