import { Backoff } from './backoff.ts';
import type { FollowedRegistry } from './followed-registry.ts';
import { pause } from '../pause.ts';
import { Session, type SessionDependencies } from './session.ts';
import { StoreRefusedError } from './store-refused.ts';

/** A refused store is looked at again at this pace: somebody has to repair it first. */
const REFUSED_RETRY_MS = 1_000;

/** A session that lasted this long was a good one: after it the waits begin short again. */
const GOOD_SESSION_MS = 5_000;

interface FollowerDependencies<State> extends SessionDependencies<State> {
  readonly open: () => Promise<FollowedRegistry>;
}

/**
 * Brings what is held up to what the store says, for as long as it may be believed.
 * Whatever the store does, short of that, costs an alarm and another attempt.
 */
export class Follower<State> {
  readonly #dependencies: FollowerDependencies<State>;
  readonly #backoff = new Backoff();

  constructor(dependencies: FollowerDependencies<State>) {
    this.#dependencies = dependencies;
  }

  /** Resolves when `signal` aborts and the store is closed; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const beganMs = performance.now();
      try {
        await this.#session(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#dependencies.trust.lose(error);
        if (performance.now() - beganMs > GOOD_SESSION_MS) this.#backoff.reset();
        await pause(error instanceof StoreRefusedError ? REFUSED_RETRY_MS : this.#backoff.next(), signal);
      }
    }
  }

  async #session(signal: AbortSignal): Promise<void> {
    const registry = await this.#dependencies.open();
    const session = new Session(registry, this.#dependencies);
    const end = () => session.end();
    signal.addEventListener('abort', end);
    try {
      if (!signal.aborted) await session.run();
    } finally {
      signal.removeEventListener('abort', end);
      await registry.close();
    }
  }
}
