import type { KeptAnswer } from '@nearhop/node-link';
import type { NodeLimits, NodeState } from '../node-state/node-state.ts';

export interface ToldStateOptions {
  /** Of this installation's key pair. */
  readonly publicKey: string;
  /** The node's own setting; the lower of the two limits holds. */
  readonly limits: NodeLimits;
  readonly realm: 'production' | 'lab';
}

const BYTES_PER_MEGABIT = 125_000;

/**
 * What control's word makes of the node. An address that another installation proved is not yet this one's; one that nobody proved,
 * because an administrator vouches for it, is whoever's holds the credential.
 */
export function toldState(answer: KeptAnswer, { publicKey, limits, realm }: ToldStateOptions): NodeState {
  const { enabled, adminState, activated, provenBy, origins } = answer;
  return {
    enabled,
    adminState,
    activated: activated && (provenBy === undefined || provenBy === publicKey),
    // What only a lab may have, a control that is one could have let in.
    origins: realm === 'lab' ? origins : origins.filter(({ requestHeaders }) => requestHeaders?.includes('*') !== true),
    limits: { maxEgressBytesPerSecond: lower(limits.maxEgressBytesPerSecond, answer.limits.maxEgressMbps) },
  };
}

function lower(ownBytesPerSecond: number | null, toldMbps: number | undefined): number | null {
  if (toldMbps === undefined) return ownBytesPerSecond;
  return Math.min(ownBytesPerSecond ?? Number.POSITIVE_INFINITY, toldMbps * BYTES_PER_MEGABIT);
}
