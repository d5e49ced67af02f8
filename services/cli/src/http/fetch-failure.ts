import { CommandFailure } from '../command-failure.ts';

/** A request that never got an answer, as a failure that says what to do. */
export function fetchFailure(url: string, error: unknown, hint: string): CommandFailure {
  return new CommandFailure('unreachable', `Cannot ask ${url}: ${reason(error)}`, [hint]);
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ConnectionRefused' || code === 'ECONNREFUSED') return 'connection refused';
  return error.message;
}
