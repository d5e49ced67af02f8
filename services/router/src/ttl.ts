/** A generator of uint32 numbers (xorshift, G. Marsaglia 2003): cheap, and good enough to spread polls, for nothing else. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 0x9e3779b9;
  }

  /** Evenly in [0, 1). */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state / 2 ** 32;
  }
}

const MOST = 1.1;

export type Acquaintance = 'first-ask' | 'repeated-ask';

/**
 * The TTL of one answer, in whole seconds, at least 1, evenly over 90 to 110 % of the base for a device that asks again
 * (it sent If-None-Match) and over 10 to 100 % for any other, so that a region that wakes up together does not poll
 * together.
 */
export function spreadTtlSeconds(baseSeconds: number, acquaintance: Acquaintance, dice: Dice): number {
  const least = acquaintance === 'repeated-ask' ? 0.9 : 0.1;
  const most = acquaintance === 'repeated-ask' ? MOST : 1;
  return Math.max(1, Math.round(baseSeconds * (least + (most - least) * dice.next())));
}
