import type { Claim } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import { ALLOWANCE } from './allowance.ts';

/** What a claim without leave to overlap is told; it says nothing of whose the other space is, nor where it begins. */
export const OVERLAP_TEXT =
  'Overlaps address space that another customer holds: claim other space, or ask who runs this deployment';

/** What a claim beyond the allowance is told. */
export const ALLOWANCE_TEXT = `Waits for a reviewer: a customer has ${ALLOWANCE.ipv4Addresses} IPv4 addresses and ${ALLOWANCE.ipv6Subnets} IPv6 networks of length 56 without one, and this claim goes beyond`;

/** What a claim on space that was somebody's until lately is told, and one among more claims than can be looked at. */
export const CAREFUL_TEXT = 'Waits for a reviewer: this space is given out by hand for the time being';

/** What a claim is told that a reviewer refused and that was asked for again. */
export const AGAIN_TEXT = 'Waits for a reviewer: it was refused, and asked for again';

/** How long deleted nodes can be restored and released space is not given to others without a reviewer. */
export const KEPT_MS = 30 * 86_400_000;

/** What becomes of a claim that is asked for, as far as the space around it tells. */
export type ClaimVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'in-review' | 'attention-required'; readonly text: string }
  /** An own node holds the equal prefix, and neither of the two is shared. */
  | { readonly kind: 'refused'; readonly node: string };

export type AskedClaim = Pick<Claim, 'customer' | 'node' | 'prefix' | 'shared'>;

/**
 * The state of a claim, given the claims of any state that overlap it. With the allowance (unreviewed-tally.ts) this is where the rules
 * of address space are, besides the registry's own, which repeats the overlap check inside its commit, and whose word stands.
 * `careful` is left out for the administrator, who may give whatever is free.
 */
export function claimVerdict(
  claim: AskedClaim,
  around: readonly Claim[],
  careful?: {
    /** Space that another customer released since then is a reviewer's to give. */
    readonly keptSince: string;
    /** These are all claims that overlap. */
    readonly complete: boolean;
  },
): ClaimVerdict {
  const equal = around.find((other) => isEqualOfOwn(claim, other));
  if (equal !== undefined && !claim.shared) return { kind: 'refused', node: equal.node };
  const prefix = Prefix.parse(claim.prefix);
  const foreign = around.filter(
    ({ customer, prefix: other }) => customer !== claim.customer && Prefix.parse(other).overlaps(prefix),
  );
  if (foreign.some(({ state }) => state === 'valid')) return { kind: 'attention-required', text: OVERLAP_TEXT };
  if (careful === undefined) return { kind: 'valid' };
  const { keptSince, complete } = careful;
  const isKept = ({ state, since = keptSince }: Claim) => state === 'released' && since >= keptSince;
  return complete && !foreign.some(isKept) ? { kind: 'valid' } : { kind: 'in-review', text: CAREFUL_TEXT };
}

function isEqualOfOwn(claim: AskedClaim, other: Claim): boolean {
  const isOther = other.customer === claim.customer && other.node !== claim.node && other.prefix === claim.prefix;
  return isOther && other.state !== 'released' && !other.shared;
}

/** Who asks, and when. */
export interface Asking {
  readonly by: string;
  readonly at: string;
}

/** A claim that is not valid, as whoever asked for it and answers for it will find it. */
export function pendingClaim(
  { node, customer, prefix, shared, thread }: AskedClaim & Pick<Claim, 'thread'>,
  { kind, text }: Extract<ClaimVerdict, { text: string }>,
  { by, at }: Asking,
): Claim {
  const kept = thread === undefined ? {} : { thread };
  return { node, customer, prefix, shared, state: kind, text, claimedBy: by, since: at, ...kept };
}

/** A valid claim that is released: it serves nobody, and keeps what made it valid in case it comes back. */
export function releasedClaim(claim: Claim, at: string): Claim {
  return { ...claim, state: 'released', since: at };
}
