import { z } from 'zod';
import { claimOverlapSchema, claimResourceSchema } from './management-claim.ts';

/** How much address space: IPv4 in addresses, IPv6 in networks of length 56, as decimal numbers. */
export const spaceSchema = z.strictObject({ ipv4Addresses: z.string(), ipv6Subnets: z.string() });
export type Space = z.infer<typeof spaceSchema>;

/** Who announces space inside a claim, by the deployment's table of origin AS numbers. */
export const originAsSchema = z.strictObject({
  prefix: z.string(),
  asn: z.int(),
  /** It is one of the customer's ASNs. */
  ofCustomer: z.boolean(),
});
export type OriginAs = z.infer<typeof originAsSchema>;

/** What a reviewer sees beside a claim. */
export const reviewEvidenceSchema = z.strictObject({
  size: spaceSchema,
  /** What the claim adds to the space that its customer holds without a reviewer, and what there is of that. */
  unreviewed: z.strictObject({ held: spaceSchema, allowance: spaceSchema }),
  /** Special-use ranges that it overlaps, each with its name and source. */
  specialUse: z.array(z.string()),
  /** Claims of any state and customer that overlap it; at most 50. */
  overlaps: z.array(claimOverlapSchema),
  /** There are more than those. */
  overlapsCut: z.boolean(),
  /** At most 50; left out where the deployment has no table of origin AS numbers. */
  originAs: z.array(originAsSchema).optional(),
  /** Whether all of it is announced by the customer's ASNs; `unknown` without a table, an announcement, or an ASN of the customer. */
  originMatches: z.enum(['yes', 'partly', 'no', 'unknown']),
});
export type ReviewEvidence = z.infer<typeof reviewEvidenceSchema>;

/** A claim that waits for somebody, with all that a decision needs. */
export const reviewSchema = z.strictObject({
  ...claimResourceSchema.shape,
  customerName: z.string(),
  contact: z.string().optional(),
  asns: z.array(z.int()),
  evidence: reviewEvidenceSchema,
});
export type Review = z.infer<typeof reviewSchema>;

/** The answer of `GET /v1/reviews`. */
export const reviewListSchema = z.strictObject({ items: z.array(reviewSchema) });
export type ReviewList = z.infer<typeof reviewListSchema>;
