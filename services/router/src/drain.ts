import type { DeviceListener } from './device-listener.ts';
import type { Lifecycle } from './lifecycle.ts';

const LOOK_EVERY_MS = 25;

export interface DrainTimes {
  /** No request for this long: nobody is asking any more. */
  readonly quietMs: number;
  /** The longest wait for balancers, which saw readiness fail, to look elsewhere. */
  readonly farewellMs: number;
  /** The longest wait for connections that are open, after new ones were shut out. */
  readonly lingerMs: number;
  /** The longest wait for answers under way. */
  readonly answersMs: number;
}

/** Together at most 10 s. */
export const DRAIN_TIMES: DrainTimes = { quietMs: 250, farewellMs: 3_000, lingerMs: 2_000, answersMs: 5_000 };

/**
 * Ends a listener without a dropped request. First every answer ends its connection, while new ones still come; then no new
 * ones come; when nobody asks any more, what is left is idle and closed.
 */
export async function drainListener(listener: DeviceListener, lifecycle: Lifecycle, times: DrainTimes): Promise<void> {
  lifecycle.closeConnections('stopping');
  await quiet(lifecycle, times.quietMs, times.farewellMs);
  listener.stopAccepting();
  await quiet(lifecycle, times.quietMs, times.lingerMs);
  await within(listener.stop(), times.answersMs);
  await listener.closeNow();
}

/** Resolves with the promise, at the latest after `atMostMs`; leaves no timer behind. */
async function within(promise: Promise<unknown>, atMostMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, atMostMs);
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Resolves when no request came for `quietMs`, at the latest after `atMostMs`. */
async function quiet(lifecycle: Lifecycle, quietMs: number, atMostMs: number): Promise<void> {
  const startedAt = performance.now();
  let seen = lifecycle.requests;
  let seenAt = startedAt;
  for (;;) {
    await Bun.sleep(LOOK_EVERY_MS);
    const now = performance.now();
    if (lifecycle.requests !== seen) [seen, seenAt] = [lifecycle.requests, now];
    if (now - seenAt >= quietMs || now - startedAt >= atMostMs) return;
  }
}
