/**
 * When a row of the store was last renewed, by the reader's monotonic clock. The writer's instant only tells one writing from
 * the next, so clocks that differ do no harm. A row that was there at the first look may be of any age: until it is
 * renewed it is old.
 */
export class RenewedRow {
  readonly firstSeenMs: number;
  #sentAtMs: number;
  #renewedAtMs = -Infinity;

  constructor(sentAtMs: number, nowMs: number, renewedAtMs = -Infinity) {
    this.firstSeenMs = nowMs;
    this.#sentAtMs = sentAtMs;
    this.#renewedAtMs = renewedAtMs;
  }

  get sentAtMs(): number {
    return this.#sentAtMs;
  }

  get renewedAtMs(): number {
    return this.#renewedAtMs;
  }

  receive(sentAtMs: number, nowMs: number): void {
    if (sentAtMs === this.#sentAtMs) return;
    this.#sentAtMs = sentAtMs;
    this.#renewedAtMs = nowMs;
  }

  isFresh(withinMs: number, nowMs: number): boolean {
    return nowMs <= this.#renewedAtMs + withinMs;
  }

  /** When it was last heard, be it by the first look. */
  get heardAtMs(): number {
    return Math.max(this.firstSeenMs, this.#renewedAtMs);
  }
}
