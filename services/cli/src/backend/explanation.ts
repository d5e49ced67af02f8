import type { RouteDecision, TraceStep } from '@nearhop/decision';

/** How one router, or the store itself, comes to its answer. */
export interface Account {
  /** The router's ops address, or the store. */
  readonly source: string;
  readonly decision: RouteDecision;
  readonly trace: readonly TraceStep[];
  readonly revision: number;
  readonly health: number;
}

/** Why an address is answered as it is, by everyone who answers. */
export interface Explanation {
  readonly address: string;
  /** Whether all that could be asked decide alike. */
  readonly agree: boolean;
  readonly differences: readonly string[];
  readonly accounts: readonly Account[];
  /** Who could not be asked, and what went wrong. */
  readonly silent: readonly { readonly source: string; readonly detail: string }[];
}
