import { AdmittedShares } from './admitted-shares.ts';
import { BeaconWitness } from './beacon-witness.ts';
import { Freeze } from './freeze.ts';
import type { HealthPolicy } from './health-policy.ts';
import { HeartbeatAges } from './heartbeat-ages.ts';
import { MonitorRoster } from './monitor-roster.ts';
import { VerdictColumns } from './verdict-columns.ts';

/** What a keeper is made of: all that a checkpoint has to hold. */
export interface KeeperParts {
  readonly policy: HealthPolicy;
  readonly columns: VerdictColumns;
  readonly roster: MonitorRoster;
  readonly shares: AdmittedShares;
  readonly beacons: BeaconWitness;
  heartbeats: HeartbeatAges;
  freeze: Freeze;
  references: { readonly failing: number; readonly total: number };
  /** Nodes were put back to `up` for the freeze that lasts. */
  hasRestored: boolean;
  isPublishable: boolean;
  /** When the first opinion counted; NaN before. */
  firstOpinionMs: number;
}

/** Knows nothing yet. */
export function emptyParts(policy: HealthPolicy): KeeperParts {
  return {
    policy,
    columns: new VerdictColumns(),
    roster: new MonitorRoster(policy),
    shares: new AdmittedShares(policy),
    beacons: new BeaconWitness(policy),
    heartbeats: new HeartbeatAges(policy),
    freeze: new Freeze(policy),
    references: { failing: 0, total: 0 },
    hasRestored: false,
    isPublishable: false,
    firstOpinionMs: NaN,
  };
}

/** It sends heartbeats, and no devices witness that it fails them. */
export function isAlive({ heartbeats, beacons }: Readonly<KeeperParts>, node: number, nowMs: number): boolean {
  return heartbeats.isBeating(node, nowMs) && !beacons.isWitness(node, nowMs);
}
