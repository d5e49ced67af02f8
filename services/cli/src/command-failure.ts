import { exitCode, type ExitName } from './exit-code.ts';

/** A command that ends without doing what was asked: what to print on stderr, a line each, and how to exit. */
export class CommandFailure extends Error {
  readonly code = 'ERR_COMMAND';
  override readonly name = 'CommandFailure';
  readonly exit: ExitName;
  /** What belongs under the message: bad fields, or what to do. */
  readonly details: readonly string[];

  constructor(exit: ExitName, message: string, details: readonly string[] = []) {
    super(message);
    this.exit = exit;
    this.details = details;
  }

  get exitCode(): number {
    return exitCode(this.exit);
  }
}
