import type { Claim } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';

/** What a claim without leave to overlap is told; it says nothing of whose the other space is, nor where it begins. */
export const OVERLAP_TEXT =
  'Overlaps address space that another customer holds: claim other space, or ask who runs this deployment';

/** What becomes of a claim that is asked for. */
export type ClaimVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'attention-required'; readonly text: string }
  /** An own node holds the equal prefix, and neither of the two is shared. */
  | { readonly kind: 'refused'; readonly node: string };

/**
 * The state of a claim, given the claims of any state that overlap it: the one place where rules of address space besides
 * the registry's own belong. The registry repeats the overlap check inside its commit, and its word stands.
 */
export function claimVerdict(
  claim: Pick<Claim, 'customer' | 'node' | 'prefix' | 'shared'>,
  overlapping: readonly Claim[],
): ClaimVerdict {
  const prefix = Prefix.parse(claim.prefix);
  const equal = overlapping.find(
    (other) =>
      other.customer === claim.customer && other.node !== claim.node && other.prefix === claim.prefix && !other.shared,
  );
  if (equal !== undefined && !claim.shared) return { kind: 'refused', node: equal.node };
  const foreign = overlapping.some(
    (other) =>
      other.customer !== claim.customer && other.state === 'valid' && Prefix.parse(other.prefix).overlaps(prefix),
  );
  return foreign ? { kind: 'attention-required', text: OVERLAP_TEXT } : { kind: 'valid' };
}

/** The claim with the state of a verdict that is no refusal. */
export function withState(claim: Claim, verdict: Exclude<ClaimVerdict, { kind: 'refused' }>): Claim {
  const { node, customer, prefix, shared } = claim;
  const text = verdict.kind === 'valid' ? {} : { text: verdict.text };
  return { node, customer, prefix, shared, state: verdict.kind, ...text };
}
