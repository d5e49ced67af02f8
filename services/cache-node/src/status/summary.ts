import type { StoreStats } from '@nearhop/cache-store';
import type { CacheNodeContext } from '../context.ts';
import { notServing } from '../node-state/node-state.ts';
import { hitRatioBytes, type TrafficSums } from '../traffic/traffic-sums.ts';

/** The report of the node: what its bytes were worth, over four spans of time, and how its drives are. */
export function summary({ traffic, state, now, counters }: CacheNodeContext, stats: StoreStats | undefined) {
  const atMs = now();
  const { lifetime, lastMinute, lastHour, lastDay, origins, topObjects } = traffic.report(atMs);
  return {
    at: new Date(atMs).toISOString(),
    serving: notServing(state.state) === undefined,
    adminState: state.state.adminState,
    ...withRatio(lifetime),
    lastMinute: withRatio(lastMinute),
    lastHour: withRatio(lastHour),
    lastDay: withRatio(lastDay),
    underWayBytes: Math.max(0, counters.egressBytes - counters.hitBytes - counters.missBytes),
    drives: stats?.drives ?? [],
    origins: origins.map(([origin, sums]) => Object.assign({ origin }, withRatio(sums))),
    topObjects,
  };
}

function withRatio(sums: Readonly<TrafficSums>) {
  return { ...sums, hitRatioBytes: hitRatioBytes(sums) };
}
