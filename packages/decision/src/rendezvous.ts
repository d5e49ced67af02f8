import type { CacheNode } from '@nearhop/contracts';
import type { Address } from '@nearhop/ip';
import { meetingPoint } from './client-hash.ts';

/** Assumed of a node whose egress is not limited. */
const DEFAULT_EGRESS_MBPS = 10_000;

/** What share of the clients a node draws, against its neighbours' weights. */
export function weightOf({ maxEgressMbps }: Pick<CacheNode, 'maxEgressMbps'>, admittedSharePercent: number): number {
  return (maxEgressMbps ?? DEFAULT_EGRESS_MBPS) * admittedSharePercent;
}

/**
 * Weighted rendezvous by the logarithmic method (Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", 2005):
 * the highest score wins, each node wins in proportion to its weight, and a node that goes or changes its weight moves
 * no client between two others. The client counts as its IPv4 address or its IPv6 /64, so that a device with
 * privacy addresses stays where it is.
 */
export function rendezvousScore(client: Address, node: number, weight: number): number {
  const point = client.family === 4 ? meetingPoint(0, client.a, node) : meetingPoint(client.a, client.b, node);
  return -weight / Math.log(point);
}
