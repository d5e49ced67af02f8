import { Prefix, type Family } from '@nearhop/ip';
import type { StoredRecord } from '../records.ts';
import { splitClaimId } from '../sqlite/claim-row.ts';
import { prefixKey } from './prefix-key.ts';

/** Where a claim stands in the order of claims: by family, prefix, node. */
export interface ClaimPlace {
  readonly family: Family;
  readonly key: string;
  readonly node: string;
}

/** A claim with its place as one text, whose lexical order is the order of claims. */
export interface PlacedClaim {
  readonly place: string;
  readonly record: StoredRecord<'claim'>;
}

/** Reads a claim's id; undefined for text that cannot be one. */
export function placeOfId(id: string): ClaimPlace | undefined {
  const parts = splitClaimId(id);
  return parts && { family: parts.prefix.family, key: prefixKey(parts.prefix), node: parts.node };
}

/** The place of the claim that an answer begins after. Throws RangeError for what is no claim's id. */
export function placeAfter(id: string): ClaimPlace {
  const place = placeOfId(id);
  if (place !== undefined) return place;
  throw new RangeError(
    `Cannot list claims: after must be the id of a claim, such as "192.0.2.0/24@n_…": received "${id}"`,
  );
}

export function placeText({ family, key, node }: ClaimPlace): string {
  return `${family}${key}@${node}`;
}

export function placed(record: StoredRecord<'claim'>): PlacedClaim {
  const prefix = Prefix.parse(record.value.prefix);
  return { record, place: placeText({ family: prefix.family, key: prefixKey(prefix), node: record.value.node }) };
}
