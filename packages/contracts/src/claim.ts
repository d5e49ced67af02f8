import { z } from 'zod';
import { prefixTextSchema } from './address-text.ts';
import { customerIdSchema } from './customer.ts';
import { nodeIdSchema } from './cache-node.ts';

export const CLAIM_STATES = ['valid', 'in-review', 'attention-required'] as const;
export const claimStateSchema = z.enum(CLAIM_STATES);
export type ClaimState = z.infer<typeof claimStateSchema>;

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
});
export type Claim = z.infer<typeof claimSchema>;

/** The key of a claim: unique by node and prefix, with the prefix in front. */
export function claimId(claim: Pick<Claim, 'node' | 'prefix'>): string {
  return `${claim.prefix}@${claim.node}`;
}
