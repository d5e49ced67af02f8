import { claimSchema, type Claim } from '@nearhop/contracts';
import type { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';

/** What most claims do not have: stores keep it as one JSON text beside the rest. */
export const claimDetailsSchema = claimSchema.pick({
  basis: true,
  claimedBy: true,
  since: true,
  text: true,
  thread: true,
});
export type ClaimDetails = z.infer<typeof claimDetailsSchema>;

export function hasDetails({ basis, claimedBy, since, text, thread }: Claim): boolean {
  return (basis ?? claimedBy ?? since ?? text ?? thread) !== undefined;
}

/** The canonical JSON of a claim's details; undefined for a claim without any. */
export function detailsText(claim: Claim): string | undefined {
  if (!hasDetails(claim)) return undefined;
  const { basis, claimedBy, since, text, thread } = claim;
  return canonicalJson({ basis, claimedBy, since, text, thread });
}
