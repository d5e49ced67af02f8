import type { CacheNode, Claim, Customer, Origin } from '@nearhop/contracts';

/**
 * What the table needs to see of the registry's records and revisions. The registry's own types fit these by their
 * shape: the two packages lie side by side and neither imports the other.
 */
export type RoutingWrite =
  | { readonly kind: 'customer'; readonly id: string; readonly value: Customer | null }
  | { readonly kind: 'origin'; readonly id: string; readonly value: Origin | null }
  | { readonly kind: 'node'; readonly id: string; readonly value: CacheNode | null }
  | { readonly kind: 'claim'; readonly id: string; readonly value: Claim | null };

/** A record as a snapshot holds it. */
export type RoutingRecord =
  | { readonly kind: 'customer'; readonly id: string; readonly revision: number; readonly value: Customer }
  | { readonly kind: 'origin'; readonly id: string; readonly revision: number; readonly value: Origin }
  | { readonly kind: 'node'; readonly id: string; readonly revision: number; readonly value: CacheNode }
  | { readonly kind: 'claim'; readonly id: string; readonly revision: number; readonly value: Claim };

/** One commit: whole after-values, null for "gone". */
export interface RoutingRevision {
  readonly position: { readonly revision: number };
  readonly writes: readonly RoutingWrite[];
}
