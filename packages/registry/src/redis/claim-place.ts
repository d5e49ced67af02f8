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

export function placeText({ family, key, node }: ClaimPlace): string {
  return `${family}${key}@${node}`;
}

export function placed(record: StoredRecord<'claim'>): PlacedClaim {
  const prefix = Prefix.parse(record.value.prefix);
  return { record, place: placeText({ family: prefix.family, key: prefixKey(prefix), node: record.value.node }) };
}
