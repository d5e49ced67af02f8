import type { Customer } from '@nearhop/contracts';
import type { Registry } from '@nearhop/registry';
import { takesAllowance } from './allowance.ts';
import { ALLOWANCE_TEXT, pendingClaim, type Asking } from './claim-state.ts';
import { UnreviewedTally } from './unreviewed-tally.ts';
import type { ClaimWrite } from './write-node.ts';

export interface AdmittedClaims {
  readonly claims: readonly ClaimWrite[];
  /** The customer with its new counts; undefined when no claim takes of the allowance that did not before, nor ceases to. */
  readonly customer: Customer | undefined;
}

/**
 * Gives claims that ask for the allowance the state that they get, in the order of the list: what fits is valid, what does not waits, and
 * later claims that fit are valid still. A commit of the outcome must expect the revision that the customer was read with.
 */
export async function admitClaims(
  registry: Pick<Registry, 'claimsOverlapping'>,
  customer: Customer,
  claims: readonly ClaimWrite[],
  asking: Asking,
): Promise<AdmittedClaims> {
  const tally = new UnreviewedTally(registry, customer);
  for (const { before, claim } of claims)
    if (before !== undefined && takesAllowance(before.value) && !takesAllowance(claim))
      await tally.takeAway(before.value);
  const admitted: ClaimWrite[] = [];
  for (const write of claims) {
    const { claim, before } = write;
    const asks = takesAllowance(claim) && !(before !== undefined && takesAllowance(before.value));
    if (!asks || (await tally.admit(claim))) admitted.push(write);
    else admitted.push({ ...write, claim: pendingClaim(claim, { kind: 'in-review', text: ALLOWANCE_TEXT }, asking) });
  }
  return { claims: admitted, customer: tally.changed ? { ...customer, unreviewed: tally.counts } : undefined };
}
