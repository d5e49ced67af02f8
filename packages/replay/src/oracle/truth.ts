import type { CacheNode, Claim, HealthVector } from '@nearhop/contracts';

/**
 * What the replayer needs to see of the registry, by shape: the two packages lie side by side and neither imports the
 * other, but a Registry is a Truth. Records of other kinds may come along and are passed over.
 */
export interface Truth {
  /** All records as of one position. */
  snapshot(): Promise<{ readonly position: TruthPosition; readonly pages: AsyncIterable<readonly TruthWrite[]> }>;
  /** The revisions after a position, until `signal` aborts; `reload` when they are not to be had. */
  changes(after: TruthPosition, signal: AbortSignal): AsyncIterable<TruthStep>;
  readonly health: {
    /** The vector now, when one was published, and each newer one; may skip to the newest. */
    vectors(signal: AbortSignal): AsyncIterable<HealthVector>;
    vector(): Promise<HealthVector>;
  };
}

export interface TruthPosition {
  readonly lineage: string;
  readonly revision: number;
  readonly chain: string;
}

/** A record as it stands after a commit, null for "gone". */
export type TruthWrite =
  | { readonly kind: 'node'; readonly id: string; readonly value: CacheNode | null }
  /** The id is `claimId`: prefix, `@`, node. */
  | { readonly kind: 'claim'; readonly id: string; readonly value: Pick<Claim, 'node' | 'prefix' | 'state'> | null }
  | { readonly kind: 'customer' | 'origin'; readonly id: string; readonly value: unknown };

export interface TruthRevision {
  readonly position: TruthPosition;
  readonly writes: readonly TruthWrite[];
}

export type TruthStep = { readonly kind: 'revision'; readonly revision: TruthRevision } | { readonly kind: 'reload' };
