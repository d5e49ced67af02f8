import type { Check } from '../check.ts';
import { SentinelDeployment } from './sentinel-deployment.ts';
import { SENTINEL_KILLS, SENTINEL_PARTITIONS } from './sentinel-disturbances.ts';
import { disturbSideBySide } from './side-by-side.ts';

// As many replicas have each commit as the driver itself asks for: with one of the two, Sentinels that no longer hear the master
// promoted the other one, while this one went on acknowledging for the old master: 15 commits were lost in one partition of 6 s.
const LIMIT = '0 acknowledged commits lost, no revision with two contents, every unknown outcome reported as such';
const make = () => new SentinelDeployment();

export const sentinelPartitions: Check = {
  name: 'Sentinel: partitions of 6 s while 20 clients write lose nothing',
  limit: LIMIT,
  // Network namespaces ask for root, which `npm test` must not: no short form.
  atLeast: { full: 200 },
  run: (run) =>
    disturbSideBySide(run, {
      make,
      disturbances: SENTINEL_PARTITIONS,
      count: 200,
      leastAcknowledged: 20,
    }),
};

export const sentinelKills: Check = {
  name: 'Sentinel: a master killed with -9 while 20 clients write loses nothing',
  limit: LIMIT,
  atLeast: { full: 300 },
  run: (run) =>
    disturbSideBySide(run, {
      make,
      disturbances: SENTINEL_KILLS,
      count: 300,
      leastAcknowledged: 20,
    }),
};

/** What the two above would say of a driver that waits for nobody. */
export const sentinelRed: Check = {
  name: 'Sentinel: the same partitions without waiting for replicas are seen to lose commits',
  limit: '>= 1 acknowledged commit lost',
  atLeast: { full: 14 },
  async run(run) {
    const { lost, figure, tried } = await disturbSideBySide(run, {
      make,
      disturbances: SENTINEL_PARTITIONS,
      count: 14,
      acks: 0,
      leastAcknowledged: 0,
    });
    return { figure, tried, ok: lost > 0 };
  },
};
