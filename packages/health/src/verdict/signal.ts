import type { BeaconOutcome } from './beacon-witness.ts';

/**
 * Everything that verdicts follow from, in the order in which it came. `atMs` is the instant of receipt on the keeper's monotonic
 * clock; `sentAtMs` is what the writer put beside a row, and tells one writing from the next. Rows are kept as they are: who gives one away does not change it.
 */
export type Signal =
  /** What the registry says of the nodes: see node-facts.ts. */
  | { readonly kind: 'nodes'; readonly atMs: number; readonly facts: Uint8Array }
  /** A row of opinions as read from the store: see opinion-byte.ts. */
  | {
      readonly kind: 'opinions';
      readonly atMs: number;
      readonly monitor: string;
      readonly sentAtMs: number;
      readonly opinions: Uint8Array;
    }
  /** The row of heartbeats, seconds since each node's last, and the interval that control tells nodes to keep. */
  | {
      readonly kind: 'heartbeats';
      readonly atMs: number;
      readonly sentAtMs: number;
      readonly ages: Uint8Array;
      readonly intervalMs: number;
    }
  /** Load of each node in percent of its limit: see admitted-shares.ts. */
  | { readonly kind: 'loads'; readonly atMs: number; readonly loads: Uint8Array }
  /** The hosts that the publisher compares itself with. */
  | { readonly kind: 'references'; readonly atMs: number; readonly failing: number; readonly total: number }
  /** What a device of a network (its truncated address, hashed to 32 bits) met at a node. */
  | {
      readonly kind: 'beacon';
      readonly atMs: number;
      readonly node: number;
      readonly network: number;
      readonly outcome: BeaconOutcome;
    }
  /** The vector that another publisher published: verdicts go on from it. */
  | { readonly kind: 'vector'; readonly atMs: number; readonly number: number; readonly entries: Uint8Array }
  /** The clock: verdicts change here and nowhere else. */
  | { readonly kind: 'tick'; readonly atMs: number };
