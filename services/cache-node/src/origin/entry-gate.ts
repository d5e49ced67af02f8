import { OriginError } from './origin-error.ts';

export interface EntryGateOptions {
  readonly atOnce: number;
  /** How many may wait; further ones are turned away. */
  readonly waiting: number;
}

/** Lets so many in at once; the others wait in their order, for a bounded time and in a bounded number. */
export class EntryGate {
  readonly #options: EntryGateOptions;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(options: EntryGateOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#inside === 0 && this.#waiting.size === 0;
  }

  /** Resolves to what must be called to leave. Rejects with OriginError when it takes too long or too many wait. */
  async enter(waitMs: number, signal: AbortSignal): Promise<() => void> {
    if (this.#inside < this.#options.atOnce) this.#inside++;
    else await this.#wait(waitMs, signal);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#leave();
    };
  }

  #leave(): void {
    const [next] = this.#waiting;
    // The place goes to the next one: the number inside stays.
    if (next === undefined) this.#inside--;
    else next();
  }

  /** Whoever settles a wait takes it out of the line in the same turn, so that no place is given to one that has gone. */
  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw aborted();
    if (this.#waiting.size >= this.#options.waiting) {
      throw new OriginError('busy', `Cannot ask the origin: ${this.#waiting.size} requests wait already`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const enter = (): void => {
      this.#waiting.delete(enter);
      resolve();
    };
    const giveUp = (error: OriginError): void => {
      this.#waiting.delete(enter);
      reject(error);
    };
    const abort = (): void => giveUp(aborted());
    const late = (): void => giveUp(new OriginError('busy', `Cannot ask the origin: no place within ${waitMs} ms`));
    this.#waiting.add(enter);
    const timer = setTimeout(late, waitMs);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}

function aborted(): OriginError {
  return new OriginError('aborted', 'Nobody waits for the answer any more');
}
