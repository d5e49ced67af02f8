const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/** Waits between attempts that fail in a row: 100 ms, doubling up to 2 s. */
export class Backoff {
  #nextMs = FIRST_MS;

  next(): number {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(ms * 2, LONGEST_MS);
    return ms;
  }

  reset(): void {
    this.#nextMs = FIRST_MS;
  }
}
