/** From the race to a claimant: what to do at one instant. */
export interface AllowanceOrder {
  readonly atMs: number;
  readonly customer: string;
  /** Deleted first, so that its claims are released. */
  readonly deleted: string | undefined;
  readonly name: string;
  readonly claims: readonly string[];
}

/** From a claimant: that it stands ready, or what became of its claims. */
export type AllowanceReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answered'; readonly states: readonly string[] }
  | { readonly kind: 'failed'; readonly error: string };
