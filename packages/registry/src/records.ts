import type { CacheNode, Claim, Customer, Origin } from '@nearhop/contracts';

/** What the registry keeps, by kind. Ids: a customer's and a node's own id, `claimId(claim)`, an origin's host. */
export interface RecordValues {
  customer: Customer;
  node: CacheNode;
  claim: Claim;
  origin: Origin;
}

export type RecordKind = keyof RecordValues;

/** Order of kinds in snapshots: whatever a record refers to comes before it. */
export const RECORD_KINDS = ['customer', 'origin', 'node', 'claim'] as const satisfies readonly RecordKind[];

/** A record as it stands: `revision` is the registry's revision that last wrote it. */
export type StoredRecord<K extends RecordKind = RecordKind> = {
  [Kind in K]: {
    readonly kind: Kind;
    readonly id: string;
    readonly revision: number;
    readonly value: RecordValues[Kind];
  };
}[K];

/** The whole value of a record after a commit, or null for "gone". */
export type RecordWrite<K extends RecordKind = RecordKind> = {
  [Kind in K]: { readonly kind: Kind; readonly id: string; readonly value: RecordValues[Kind] | null };
}[K];
