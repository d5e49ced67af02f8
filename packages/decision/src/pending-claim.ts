import { MAX_NODE_NUMBER } from '@nearhop/contracts';
import type { HeldState } from './claim-edits.ts';

/**
 * A pending claim as one number: the node's, plus `IN_REVIEW` when it is in review. In ascending order those that
 * require attention come first, so one look at a list's head tells whether it holds any.
 */
const IN_REVIEW = MAX_NODE_NUMBER + 1;

export type PendingState = Exclude<HeldState, 'valid'>;

export interface PendingCounts {
  readonly inReview: number;
  readonly attentionRequired: number;
}

export function pendingCode(node: number, state: PendingState): number {
  return state === 'in-review' ? node + IN_REVIEW : node;
}

export function pendingNode(code: number): number {
  return code % IN_REVIEW;
}

/** `codes` in ascending order. */
export function requiresAttention(codes: readonly number[]): boolean {
  const [first] = codes;
  return first !== undefined && first < IN_REVIEW;
}

export function countPending(codes: readonly number[]): PendingCounts {
  const inReview = codes.filter((code) => code >= IN_REVIEW).length;
  return { inReview, attentionRequired: codes.length - inReview };
}
