import { RegistryUnavailableError } from '../errors.ts';
import { pause } from '../pause.ts';
import { isBusy } from './store-failure.ts';

/** How long a caller may be kept waiting for other processes before it is told that the store is not to be had. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 16;

/**
 * Does some work again while other processes hold the lock that it needs, leaving the thread to others in between: SQLite's own
 * busy timeout would sleep on it.
 */
export async function patiently<T>(work: () => T, startedAt = performance.now()): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      const over = outOfPatience(startedAt, error);
      if (over !== undefined) throw over;
    }
    await pauseAfter(tries);
  }
}

/** A pause before the next try: random, so that processes that collided once do not go on colliding. */
export function pauseAfter(tries: number): Promise<void> {
  return pause(Math.random() * Math.min(2 ** (tries - 1), LONGEST_PAUSE_MS));
}

/** What to tell a caller who has waited too long, or undefined while it has not. */
export function outOfPatience(startedAt: number, cause: unknown): RegistryUnavailableError | undefined {
  const waitedMs = performance.now() - startedAt;
  if (waitedMs <= PATIENCE_MS) return undefined;
  const seconds = Math.round(waitedMs / 1_000);
  return new RegistryUnavailableError(`Cannot use store: another process has held it for ${seconds} s`, { cause });
}
