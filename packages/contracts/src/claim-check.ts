import { z } from 'zod';
import { customerIdSchema } from './customer.ts';
import { claimsInputSchema } from './management-node.ts';

/** The body of `POST /v1/claims/check`. */
export const claimCheckInputSchema = z.strictObject({
  claims: claimsInputSchema,
  customer: customerIdSchema.optional(),
  /** The blocks may equal those of the customer's other nodes. */
  shared: z.boolean().optional(),
});
export type ClaimCheckInput = z.input<typeof claimCheckInputSchema>;

/** What a block of a list would become: as a claim's state, or `refused` with nothing written at all. */
export const checkedClaimSchema = z.strictObject({
  /** In the list, from 1. */
  position: z.int(),
  /** As it was written when it is no block. */
  prefix: z.string(),
  outcome: z.enum(['valid', 'in-review', 'attention-required', 'refused']),
  /** Why, and what to write instead. */
  text: z.string().optional(),
});
export type CheckedClaim = z.infer<typeof checkedClaimSchema>;

/** The answer of `POST /v1/claims/check`. */
export const claimCheckSchema = z.strictObject({
  items: z.array(checkedClaimSchema),
  /** How many addresses lie in at least one good block, both families together, as a decimal number. */
  ipSpace: z.string(),
  notes: z.array(z.string()),
  supportContact: z.string().optional(),
});
export type ClaimCheck = z.infer<typeof claimCheckSchema>;
