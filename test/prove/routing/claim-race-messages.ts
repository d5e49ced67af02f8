import type { Change } from '@nearhop/registry';

/** From the race to a racer: prepare, then fire at one instant. */
export type RaceOrder =
  | { readonly kind: 'prepare'; readonly round: number; readonly changes: readonly Change[] }
  | { readonly kind: 'fire'; readonly atMs: number }
  | { readonly kind: 'stop' };

/** From a racer or the reader to the race. */
export type RaceReport =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'fired';
      readonly round: number;
      readonly won: readonly string[];
      readonly lost: number;
      readonly odd: readonly string[];
    }
  | { readonly kind: 'read'; readonly snapshots: number; readonly overlaps: readonly string[] };
