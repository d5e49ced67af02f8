/** A URL that no load can be sent to; the message says what to write. */
export class TargetError extends Error {
  readonly code = 'ERR_TARGET';

  constructor(message: string) {
    super(message);
    this.name = 'TargetError';
  }
}
