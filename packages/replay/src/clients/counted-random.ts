/**
 * Random numbers by seed and number: mulberry32, begun for each request at a place of its own that follows from the run's seed
 * and the request's number. So request 7 asks for the same client whoever sends it: one worker or one of eight.
 */
export class CountedRandom {
  readonly #seed: number;
  #state = 0;

  /** Any integer; its low 32 bits count. */
  constructor(seed: number) {
    this.#seed = mixed(seed >>> 0);
  }

  /** Begins the numbers of one request; they are the same each time. */
  begin(number: number): void {
    this.#state = mixed((number ^ this.#seed) >>> 0);
  }

  /** The next uint32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  }

  /** In [0, 1), 32 bits fine. */
  fraction(): number {
    return this.next() / 2 ** 32;
  }
}

/** The final mix of MurmurHash3 (A. Appleby, public domain), one to one on uint32. */
function mixed(word: number): number {
  let value = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
