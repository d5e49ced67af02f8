import type { Http1Listener } from '@nearhop/http1';

const LOOK_EVERY_MS = 25;

export interface DrainTimes {
  /** No request for this long: nobody is asking any more. */
  readonly quietMs: number;
  /** The longest wait for balancers, which saw readiness fail, to look elsewhere. */
  readonly farewellMs: number;
  /** After new connections were shut out: one that asks nothing for this long is closed. */
  readonly idleMs: number;
  /** The longest wait for connections that are open then. */
  readonly atMostMs: number;
}

/** Together at most 10 s. */
export const DRAIN_TIMES: DrainTimes = { quietMs: 250, farewellMs: 3_000, idleMs: 250, atMostMs: 6_500 };

/**
 * Ends listeners without a dropped request. New connections still come until nobody asks any more, while the answers, which
 * the caller has made so, end theirs; then the door is shut.
 */
export async function drainListeners(listeners: readonly Http1Listener[], times: DrainTimes): Promise<void> {
  const { idleMs, atMostMs } = times;
  await quiet(() => listeners.reduce((sum, { counters }) => sum + counters.requests, 0), times);
  await Promise.all(listeners.map((listener) => listener.stop({ idleMs, atMostMs })));
}

/** Resolves when the number has stood still for `quietMs`, at the latest after `farewellMs`. */
async function quiet(countRequests: () => number, { quietMs, farewellMs }: DrainTimes): Promise<void> {
  const startedAt = performance.now();
  let seen = countRequests();
  let seenAt = startedAt;
  for (;;) {
    await Bun.sleep(LOOK_EVERY_MS);
    const now = performance.now();
    const count = countRequests();
    if (count !== seen) [seen, seenAt] = [count, now];
    if (now - seenAt >= quietMs || now - startedAt >= farewellMs) return;
  }
}
