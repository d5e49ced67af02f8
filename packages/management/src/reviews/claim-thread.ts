import { MAX_CLAIM_COMMENTS, type Claim, type ClaimComment } from '@nearhop/contracts';
import type { Asking } from '../claim-state.ts';
import { ManagementError } from '../management-error.ts';

/** The claim with one more comment; nothing is added where there is nothing to say. Throws ManagementError when its thread is full. */
export function withComment(
  claim: Claim,
  role: ClaimComment['role'],
  text: string | undefined,
  { by, at }: Asking,
): Claim {
  if (text === undefined) return claim;
  const { thread = [] } = claim;
  if (thread.length >= MAX_CLAIM_COMMENTS) {
    throw new ManagementError(
      'conflict',
      `Cannot comment on claim "${claim.prefix}": its thread holds ${MAX_CLAIM_COMMENTS} comments, which is all it may: approve, refuse or withdraw it`,
    );
  }
  return { ...claim, thread: [...thread, { at, by, role, text }] };
}

/** Whether somebody asked for the claim or spoke for whoever did: that one may not judge it. */
export function isClaimant({ claimedBy, thread = [] }: Pick<Claim, 'claimedBy' | 'thread'>, by: string): boolean {
  return claimedBy === by || thread.some((comment) => comment.role === 'claimant' && comment.by === by);
}
