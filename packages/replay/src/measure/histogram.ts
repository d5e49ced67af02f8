// Bucket numbers stay below BUCKETS, so `!` on a typed array never meets undefined.

/** A bucket spans at most 1/128 of its values. */
const SUB_BITS = 7;
const EXACT = 2 ** (SUB_BITS + 1);
const MOST_MICROSECONDS = 2 ** 32 - 1;
const BUCKETS = EXACT + (32 - SUB_BITS - 1) * 2 ** SUB_BITS;

/**
 * Durations of 0 to 71 minutes with a relative error of at most 1/128 (G. Tene's HdrHistogram, in the small): up to 255 µs a bucket
 * is 1 µs, then each doubling has 128 buckets. 3,328 counters, whatever is recorded.
 *
 * Bucket of v ≥ 256: with s = ⌊log2 v⌋ - 7, it is 128 s + ⌊v / 2^s⌋, where the latter is 128 to 255.
 * 1,000 µs: s = 2, bucket 256 + 250 = 506, which holds 1,000 to 1,003 µs.
 */
export class Histogram {
  readonly #counts: Float64Array;
  #maxMs: number;

  constructor(state: HistogramState = { counts: new Float64Array(BUCKETS), maxMs: 0 }) {
    this.#counts = state.counts;
    this.#maxMs = state.maxMs;
  }

  get count(): number {
    let total = 0;
    for (const count of this.#counts) total += count;
    return total;
  }

  /** The longest, exactly; 0 when there are none. */
  get maxMs(): number {
    return this.#maxMs;
  }

  /** Counts a duration; below 0 is 0, above 71 minutes is 71 minutes (but for the maximum). */
  record(durationMs: number): void {
    const microseconds = Math.min(MOST_MICROSECONDS, Math.max(0, Math.round(durationMs * 1_000)));
    this.#counts[bucketOf(microseconds)]!++;
    if (durationMs > this.#maxMs) this.#maxMs = durationMs;
  }

  /** The duration that this share (0 to 1) of all stayed at or below: the upper end of its bucket. 0 when there are none. */
  quantileMs(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count));
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      below += this.#counts[bucket]!;
      if (below >= rank) return Math.min(upperEnd(bucket) / 1_000, this.#maxMs);
    }
    return 0;
  }

  merge(other: Histogram): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket]! += other.#counts[bucket]!;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** What another thread makes an equal histogram of. */
  get state(): HistogramState {
    return { counts: this.#counts, maxMs: this.#maxMs };
  }
}

export interface HistogramState {
  readonly counts: Float64Array;
  readonly maxMs: number;
}

function bucketOf(microseconds: number): number {
  if (microseconds < EXACT) return microseconds;
  const shift = 31 - Math.clz32(microseconds) - SUB_BITS;
  return (shift << SUB_BITS) + (microseconds >>> shift);
}

/** The last microsecond of a bucket. */
function upperEnd(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const shift = (bucket >>> SUB_BITS) - 1;
  return (bucket - (shift << SUB_BITS) + 1) * 2 ** shift - 1;
}
