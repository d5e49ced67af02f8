/** How opinions become verdicts: see README.md for what each figure means together with the others. */
export interface HealthPolicy {
  /** Monitors to each node. */
  readonly overlap: number;
  /** An opinion counts for so long after its receipt. */
  readonly opinionMs: number;
  /** A monitor that was not heard for so long is no longer known. */
  readonly forgetMonitorMs: number;
  /** Nodes that go down within so long of each other are one event. */
  readonly massWindowMs: number;
  readonly massLeastNodes: number;
  /** The heartbeats' array counts for so long after its receipt. */
  readonly heartbeatsMs: number;
  /** A node still sends heartbeats when its last is no older than its interval and so much more. */
  readonly heartbeatGraceMs: number;
  /** A contradiction by heartbeats is waited out for so long: those of dead nodes end a moment after their answers. */
  readonly holdMs: number;
  readonly longestFreezeMs: number;
  readonly slowStartMs: number;
  /** Load, in percent of a node's limit, at which it is full, and below which it is no longer. */
  readonly fullFromPercent: number;
  readonly fullUntilPercent: number;
  /** Failures that devices of so many networks met within the window are a witness. */
  readonly beaconWindowMs: number;
  readonly beaconNetworks: number;
  /** A first vector is published when every node has a verdict, or so long after the first opinion. */
  readonly firstVectorMs: number;
}

export const HEALTH_POLICY: HealthPolicy = {
  overlap: 3,
  opinionMs: 3_000,
  forgetMonitorMs: 600_000,
  massWindowMs: 10_000,
  massLeastNodes: 3,
  heartbeatsMs: 3_000,
  heartbeatGraceMs: 1_000,
  holdMs: 2_000,
  longestFreezeMs: 60_000,
  slowStartMs: 60_000,
  fullFromPercent: 100,
  fullUntilPercent: 90,
  beaconWindowMs: 30_000,
  beaconNetworks: 3,
  firstVectorMs: 5_000,
};
