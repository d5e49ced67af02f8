/** Sent this much later than due for reasons of the generator's own counts as late. */
export const LATE_AFTER_MS = 5;

/** With more than this share of its requests late, the generator was the bound, and latencies say little about the target. */
const MOST_LATE_SHARE = 0.01;

/**
 * Tells the generator's own lateness from waiting for the target. A request is sent late when no connection was free,
 * which is the target's doing, or when the generator was busy; it was busy since its loop last had nothing to do.
 */
export class OwnLag {
  #idleAtMs = 0;
  sent = 0;
  late = 0;

  /** The loop has nothing to do at this moment. */
  idle(nowMs: number): void {
    this.#idleAtMs = nowMs;
  }

  /** A request that was due at `dueMs` goes out. */
  send(dueMs: number, nowMs: number): void {
    this.sent++;
    if (nowMs - Math.max(dueMs, this.#idleAtMs) > LATE_AFTER_MS) this.late++;
  }
}

export function generatorWasBound(sent: number, late: number): boolean {
  return sent > 0 && late / sent > MOST_LATE_SHARE;
}
