import { claimId, type Claim, type ClaimState } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { ClaimDetails } from '../claim-details.ts';
import type { StoredRecord } from '../records.ts';
import { addressBytes } from './prefix-bytes.ts';

/** The columns that make a claim again, in the order of `ClaimRow`. */
export const CLAIM_COLUMNS = 'node, customer, prefix, state, shared, details, revision';

export type ClaimRow = [
  node: string,
  customer: string,
  prefix: string,
  state: ClaimState,
  shared: 0 | 1,
  details: string | null,
  revision: number,
];

/** The columns `family, start, length, node`: the table's key, and its order. */
export type ClaimKey = [family: number, start: Uint8Array, length: number, node: string];

export const BY_KEY = 'WHERE family = ? AND start = ? AND length = ? AND node = ?';

export function claimRecord(row: ClaimRow): StoredRecord<'claim'> {
  const [node, customer, prefix, state, shared, details, revision] = row;
  const value: Claim = { node, customer, prefix, state, shared: shared === 1 };
  if (details !== null) Object.assign(value, JSON.parse(details) as ClaimDetails);
  return { kind: 'claim', id: claimId(value), revision, value };
}

/** Reads a claim's id; undefined for text that cannot be one. */
export function splitClaimId(id: string): { readonly prefix: Prefix; readonly node: string } | undefined {
  const at = id.indexOf('@');
  const prefix = at < 0 ? undefined : Prefix.tryParse(id.slice(0, at));
  // Another spelling of the prefix is another id, and nobody's.
  return prefix?.toString() === id.slice(0, at) ? { prefix, node: id.slice(at + 1) } : undefined;
}

export function claimKey({ address, length }: Prefix, node: string): ClaimKey {
  return [address.family, addressBytes(address), length, node];
}
