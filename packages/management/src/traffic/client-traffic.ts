import type { TrafficMoves } from '@nearhop/contracts';
import type { Prefix } from '@nearhop/ip';

/** Requests of the clients in a network, in whatever unit. */
export interface NetworkTraffic {
  readonly prefix: Prefix;
  readonly weight: number;
}

/** Where requests come from, to foretell what a change would move. */
export interface ClientTraffic {
  readonly basis: TrafficMoves['basis'];
  readonly networks: readonly NetworkTraffic[];
}
