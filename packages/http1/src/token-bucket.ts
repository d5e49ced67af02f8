/** What limits how fast bodies are sent; several bodies may share one. */
export interface Pace {
  /** Takes up to `bytes`; the number that may be sent now. */
  take(bytes: number): number;
  /** Returns what was taken and not sent. */
  giveBack(bytes: number): void;
  /** How long until `take` is worth another try. */
  waitMs(): number;
}

const MS_PER_SECOND = 1_000;
/** Less than this is not worth a system call. */
const LEAST_BYTES = 4_096;

/** A token bucket: `bytesPerSecond` on average, `burstBytes` at once. */
export class TokenBucket implements Pace {
  readonly #bytesPerSecond: number;
  readonly #burstBytes: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** `now` is a monotonic clock in milliseconds. Throws RangeError unless both numbers are above 0. */
  constructor(
    { bytesPerSecond, burstBytes }: { readonly bytesPerSecond: number; readonly burstBytes: number },
    now: () => number = () => performance.now(),
  ) {
    if (!(bytesPerSecond > 0) || !(burstBytes > 0)) {
      throw new RangeError(
        `Cannot pace: bytesPerSecond and burstBytes must be above 0: received ${bytesPerSecond} and ${burstBytes}`,
      );
    }
    this.#bytesPerSecond = bytesPerSecond;
    this.#burstBytes = burstBytes;
    this.#now = now;
    this.#tokens = burstBytes;
    this.#filledAt = now();
  }

  take(bytes: number): number {
    this.#fill();
    if (this.#tokens < Math.min(bytes, this.#leastBytes)) return 0;
    const taken = Math.min(bytes, Math.floor(this.#tokens));
    this.#tokens -= taken;
    return taken;
  }

  giveBack(bytes: number): void {
    this.#tokens = Math.min(this.#burstBytes, this.#tokens + bytes);
  }

  waitMs(): number {
    this.#fill();
    const missing = Math.max(0, this.#leastBytes - this.#tokens);
    return Math.ceil((missing * MS_PER_SECOND) / this.#bytesPerSecond);
  }

  get #leastBytes(): number {
    return Math.max(1, Math.min(LEAST_BYTES, this.#burstBytes));
  }

  #fill(): void {
    const now = this.#now();
    this.#tokens = Math.min(
      this.#burstBytes,
      this.#tokens + ((now - this.#filledAt) * this.#bytesPerSecond) / MS_PER_SECOND,
    );
    this.#filledAt = now;
  }
}
