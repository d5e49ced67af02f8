interface Entry {
  readonly number: number;
  readonly atMs: number;
}

/** Enough for the allowance of any run: what is older is settled. */
const MOST_ENTRIES = 4_096;

/** When each revision (or health number) was known to be made. */
export class Acknowledged {
  readonly #entries: Entry[] = [];

  /** Numbers and times must not go back. */
  add(number: number, atMs: number): void {
    this.#entries.push({ number, atMs });
    if (this.#entries.length > MOST_ENTRIES) this.#entries.splice(0, MOST_ENTRIES / 2);
  }

  /** The highest number that was made at or before an instant; 0 when none is known. */
  highestAt(atMs: number): number {
    const { length } = this.#entries;
    for (let index = length - 1; index >= 0; index--) {
      const { number, atMs: madeAtMs } = this.#entries[index]!; // below length
      if (madeAtMs <= atMs) return number;
    }
    return 0;
  }
}
