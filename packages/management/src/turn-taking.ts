/** Each takes well below 0.2 ms of the thread. */
const LOOKUPS_PER_TURN = 100;

/**
 * Lets everything else that waits for the thread go first, every hundred lookups. The embedded registry answers without
 * giving the thread away, so a request about a hundred thousand blocks would hold up everybody's for seconds.
 */
export class TurnTaking {
  #lookups = 0;

  /** To be awaited before each lookup. */
  async lookup(): Promise<void> {
    if (++this.#lookups % LOOKUPS_PER_TURN === 0) await nextTurn();
  }
}

/** Resolves when everything that waits for the thread now has had it. */
export function nextTurn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}
