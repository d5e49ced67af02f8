import { addSums, newSums, type TrafficSums } from './traffic-sums.ts';

export interface RollingSumsOptions {
  readonly windowMs: number;
  readonly bucketMs: number;
}

/** Each bucket with the instant at which it begins. */
export type SavedBuckets = readonly (readonly [startsAtMs: number, sums: Readonly<TrafficSums>])[];

/** Sums over the last `windowMs`, to the accuracy of a bucket. */
export class RollingSums {
  readonly #options: RollingSumsOptions;
  readonly #buckets = new Map<number, TrafficSums>();

  constructor(options: RollingSumsOptions) {
    this.#options = options;
  }

  add(sums: Readonly<TrafficSums>, nowMs: number): void {
    const startsAtMs = nowMs - (nowMs % this.#options.bucketMs);
    let bucket = this.#buckets.get(startsAtMs);
    if (bucket === undefined) {
      this.#forget(nowMs);
      bucket = newSums();
      this.#buckets.set(startsAtMs, bucket);
    }
    addSums(bucket, sums);
  }

  total(nowMs: number): TrafficSums {
    this.#forget(nowMs);
    const total = newSums();
    for (const bucket of this.#buckets.values()) addSums(total, bucket);
    return total;
  }

  save(): SavedBuckets {
    return [...this.#buckets];
  }

  restore(saved: SavedBuckets): void {
    for (const [startsAtMs, sums] of saved) this.add(sums, startsAtMs);
  }

  /** What is older than the window; and what lies ahead, after the clock was put back. */
  #forget(nowMs: number): void {
    const { windowMs, bucketMs } = this.#options;
    for (const startsAtMs of this.#buckets.keys()) {
      if (startsAtMs <= nowMs - windowMs || startsAtMs > nowMs + bucketMs) this.#buckets.delete(startsAtMs);
    }
  }
}
