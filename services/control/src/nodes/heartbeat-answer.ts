import {
  LONGEST_HEARTBEAT_MS,
  provenServers,
  SHORTEST_HEARTBEAT_MS,
  type CacheNode,
  type HeartbeatAnswer,
  type HeartbeatRequest,
  type Origin,
} from '@nearhop/contracts';

export interface AnswerSituation {
  readonly node: CacheNode;
  readonly origins: { readonly origins: readonly Origin[]; readonly version: string };
  /** Nodes that send heartbeats now. */
  readonly beating: number;
  readonly renewCredential: boolean;
  readonly duplicate: boolean;
}

/** What a node is to do: its record's words, and the allow-list unless it holds it. */
export function heartbeatAnswer(
  { originsVersion }: Pick<HeartbeatRequest, 'originsVersion'>,
  { node, origins, beating, renewCredential, duplicate }: AnswerSituation,
): HeartbeatAnswer {
  const proven = provenServers(node);
  const isActivated = Object.keys(proven).length > 0;
  return {
    enabled: node.enabled,
    adminState: node.admin.state,
    activated: isActivated,
    servers: node.servers,
    proven,
    ...(isActivated && node.activation !== undefined && { provenBy: node.activation.publicKey }),
    limits: node.maxEgressMbps === undefined ? {} : { maxEgressMbps: node.maxEgressMbps },
    originsVersion: origins.version,
    ...(originsVersion !== origins.version && { origins: [...origins.origins] }),
    // A node that waits to be activated is asked for its proof with a heartbeat.
    nextIntervalMs: isActivated ? intervalMs(beating) : SHORTEST_HEARTBEAT_MS,
    renewCredential,
    duplicate,
  };
}

/** As many milliseconds as there are nodes: all of them together send at most a thousand heartbeats a second, up to 10,000 nodes. */
export function intervalMs(beating: number): number {
  return Math.min(LONGEST_HEARTBEAT_MS, Math.max(SHORTEST_HEARTBEAT_MS, beating));
}
