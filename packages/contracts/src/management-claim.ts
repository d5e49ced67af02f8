import { z } from 'zod';
import { claimSchema } from './claim.ts';
import { writtenShape } from './management-write.ts';
import { plainTextSchema } from './plain-text.ts';

/** A claim as a list shows it. */
export const claimResourceSchema = z.strictObject({
  /** `<prefix>@<node id>`. */
  id: z.string(),
  ...claimSchema.shape,
  nodeName: z.string(),
  /** The registry's revision that last wrote it: its ETag. */
  revision: z.int(),
});
export type ClaimResource = z.infer<typeof claimResourceSchema>;

/** The answer of `GET /v1/claims`. */
export const claimListSchema = z.strictObject({ items: z.array(claimResourceSchema) });
export type ClaimList = z.infer<typeof claimListSchema>;

/** A claim that overlaps another: reviewers may see whose it is. */
export const claimOverlapSchema = z.strictObject({
  id: z.string(),
  prefix: z.string(),
  customer: z.string(),
  nodeName: z.string(),
  state: claimSchema.shape.state,
  /** Where it lies: around the claim, on the same prefix, or inside it. */
  lies: z.enum(['around', 'equal', 'inside']),
});
export type ClaimOverlap = z.infer<typeof claimOverlapSchema>;

/** The body of `POST /v1/reviews/{claim}/comment`. */
export const claimCommentInputSchema = z.strictObject({
  text: plainTextSchema(1_000).min(1, { message: 'write what is to be said' }),
  /** As whom; left out: the claimant if it is whoever claimed, else a reviewer. */
  role: z.enum(['claimant', 'reviewer']).optional(),
});
export type ClaimCommentInput = z.input<typeof claimCommentInputSchema>;

/** The body of `POST /v1/reviews/{claim}/resubmit`. */
export const claimResubmitSchema = z.strictObject({
  /** What has changed, for the reviewer. */
  comment: plainTextSchema(1_000).min(1).optional(),
});
export type ClaimResubmit = z.input<typeof claimResubmitSchema>;

/** The answer to what was done with a claim. */
export const claimWrittenSchema = z.strictObject({
  ...writtenShape,
  /** As it is now; as it was, when it was withdrawn, and left out when that is told once more. */
  claim: claimResourceSchema.optional(),
  /** Blocks of other customers that lost their space by force. */
  taken: z.array(claimOverlapSchema),
  supportContact: z.string().optional(),
});
export type ClaimWritten = z.infer<typeof claimWrittenSchema>;
