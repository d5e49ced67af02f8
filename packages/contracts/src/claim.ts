import { z } from 'zod';
import { prefixTextSchema } from './address-text.ts';
import { customerIdSchema } from './customer.ts';
import { nodeIdSchema } from './cache-node.ts';
import { instantSchema } from './instant.ts';
import { plainTextSchema } from './plain-text.ts';

/** `released`: deleted less than 30 days ago; it serves nobody, and another customer's claim on the space is reviewed. */
export const CLAIM_STATES = ['valid', 'in-review', 'attention-required', 'released'] as const;
export const claimStateSchema = z.enum(CLAIM_STATES);
export type ClaimState = z.infer<typeof claimStateSchema>;

/** How many comments the thread of one claim holds. */
export const MAX_CLAIM_COMMENTS = 50;

/** What claimant and reviewer write to each other about a claim. */
export const claimCommentSchema = z.strictObject({
  at: instantSchema,
  by: plainTextSchema(320),
  role: z.enum(['claimant', 'reviewer']),
  text: plainTextSchema(1_000).min(1),
});
export type ClaimComment = z.infer<typeof claimCommentSchema>;

/** A prefix that a node asks for. A valid claim is a Block and takes part in routing; any other reserves nothing. */
export const claimSchema = z.strictObject({
  node: nodeIdSchema,
  customer: customerIdSchema,
  prefix: prefixTextSchema,
  state: claimStateSchema,
  /** This prefix may equal one of the customer's other nodes. */
  shared: z.boolean(),
  /** What is wrong, when attention is required. */
  text: z.string().max(2_000).optional(),
  /** What made it valid, or did before it was released; left out where the machine's administrator did. */
  basis: z.enum(['allowance', 'review']).optional(),
  /** Who asked for it, of a claim that is not valid: that one may not approve it. */
  claimedBy: plainTextSchema(320).optional(),
  /** Since when it has this state; left out where an import made it valid. */
  since: instantSchema.optional(),
  thread: z.array(claimCommentSchema).max(MAX_CLAIM_COMMENTS).optional(),
});
export type Claim = z.infer<typeof claimSchema>;

/** The key of a claim: unique by node and prefix, with the prefix in front. */
export function claimId(claim: Pick<Claim, 'node' | 'prefix'>): string {
  return `${claim.prefix}@${claim.node}`;
}
