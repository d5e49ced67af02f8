import { RegistryUnavailableError } from '../errors.ts';
import { pause } from '../pause.ts';
import { isBusy } from './store-failure.ts';

/** How long a caller may be kept waiting for other processes before it is told that the store is not to be had. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 16;

/**
 * Does some work again while other processes hold the lock that it needs, leaving the thread to others in between: SQLite's own
 * busy timeout would sleep on it. The pauses are random, so that processes that collided once do not go on colliding.
 */
export async function patiently<T>(work: () => T, startedAt = performance.now()): Promise<T> {
  for (let longestMs = 1; ; longestMs = Math.min(longestMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      const waitedMs = performance.now() - startedAt;
      if (waitedMs > PATIENCE_MS) throw outOfPatience(waitedMs, error);
    }
    await pause(Math.random() * longestMs);
  }
}

function outOfPatience(waitedMs: number, cause: unknown): RegistryUnavailableError {
  const seconds = Math.round(waitedMs / 1_000);
  return new RegistryUnavailableError(`Cannot use store: another process has held it for ${seconds} s`, { cause });
}
