import { NO_VECTOR, type HealthVector } from '@nearhop/contracts';

/** With a vector a second, a quarter of an hour; of a million nodes each, the last minute. */
const MOST_VECTORS = 900;
const MOST_BYTES = 64 * 2 ** 20;

/** The vectors that were published of late, by health number. */
export class VectorHistory {
  readonly #byNumber = new Map([[NO_VECTOR.number, NO_VECTOR]]);
  #bytes = 0;
  #newest = NO_VECTOR.number;
  /** The highest number that was forgotten. */
  #forgotten = -1;

  get newest(): number {
    return this.#newest;
  }

  /** Numbers that are not above the newest are known already and passed over. */
  add(vector: HealthVector): void {
    if (vector.number <= this.#newest) return;
    this.#newest = vector.number;
    this.#byNumber.set(vector.number, vector);
    this.#bytes += vector.entries.length;
    for (const [number, { entries }] of this.#byNumber) {
      if (this.#byNumber.size <= MOST_VECTORS && this.#bytes <= MOST_BYTES) break;
      if (number === this.#newest) break;
      this.#byNumber.delete(number);
      this.#bytes -= entries.length;
      this.#forgotten = number;
    }
  }

  at(number: number): HealthVector | 'ahead' | 'forgotten' | 'skipped' {
    const vector = this.#byNumber.get(number);
    if (vector !== undefined) return vector;
    if (number > this.#newest) return 'ahead';
    return number <= this.#forgotten ? 'forgotten' : 'skipped';
  }
}
