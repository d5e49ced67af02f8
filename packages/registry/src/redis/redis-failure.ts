import { RegistryUnavailableError } from '../errors.ts';

/** The server's own words: the command was refused, nothing was done. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** A refusal that comes from inside a running script, which may have written by then. */
export function isFromScript(error: unknown): boolean {
  return isRefusal(error) && / script: [0-9a-f]{40}/.test(messageOf(error));
}

/** This server is not, or not now, the one that writes: another one may be, or soon will be. */
export function isRedirection(error: unknown): boolean {
  return (
    isRefusal(error) &&
    /^(?:MOVED|ASK|TRYAGAIN|CLUSTERDOWN|READONLY|MASTERDOWN|LOADING|UNBLOCKED|UNKILLABLE) ?/.test(messageOf(error))
  );
}

export function isUnknownScript(error: unknown): boolean {
  return isRefusal(error) && messageOf(error).startsWith('NOSCRIPT');
}

/** The server said nothing for too long: asking it again would only take as long again. */
export function isTimeout(error: unknown): boolean {
  return messageOf(error) === 'Command timed out';
}

/** The connection was not there, so that nothing was sent. */
export function wasNotSent(error: unknown): boolean {
  return error instanceof LinkClosedError;
}

export class LinkClosedError extends Error {
  override readonly name = 'LinkClosedError';
}

/**
 * What went wrong, for the caller. The client's error is left out as cause: it carries the command's arguments, a password among them
 * when that command was AUTH.
 */
export function unavailable(store: string, error: unknown): RegistryUnavailableError {
  if (error instanceof RegistryUnavailableError) return error;
  return new RegistryUnavailableError(`Cannot use store "${store}": ${messageOf(error)}`);
}

/** Something in the store that this program did not write. */
export function garbage(what: string): RegistryUnavailableError {
  return new RegistryUnavailableError(`Cannot read registry: ${what} is garbage: restore the store`);
}

export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? 'the connection failed' : message;
}
