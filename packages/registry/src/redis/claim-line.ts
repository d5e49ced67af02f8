import { CLAIM_STATES, claimId, type Claim, type ClaimState } from '@nearhop/contracts';
import type { Family } from '@nearhop/ip';
import { claimDetailsSchema, detailsText, type ClaimDetails } from '../claim-details.ts';
import { recordHash } from '../record-hash.ts';
import type { StoredRecord } from '../records.ts';
import { hashText } from './hash-text.ts';
import { readPrefixKey } from './prefix-key.ts';
import { garbage } from './redis-failure.ts';

export const STATE_LETTERS: Readonly<Record<ClaimState, string>> = {
  valid: 'v',
  'in-review': 'r',
  'attention-required': 'a',
  released: 'd',
};
const STATES = new Map(CLAIM_STATES.map((state) => [STATE_LETTERS[state], state]));

const LINE =
  /^(n_[a-z0-9]{16}) ([vrad])([01]) ([a-z0-9][a-z0-9-]{0,62}) ([1-9]\d{0,15}) ([0-9a-f]{16})(?: (\{.*\}))?$/s;

/**
 * A claim as it is stored under its prefix: `<node> <state letter><shared> <customer> <revision> <hash>[ <details, JSON>]`, such as
 * `n_0000000000000001 v0 acme 12 00f1e2d3c4b5a697`. A third of its JSON, and the scripts can read it.
 */
export function claimLine(claim: Claim, revision: number, hash: bigint): string {
  const { node, state, shared, customer } = claim;
  const details = detailsText(claim);
  const tail = details === undefined ? '' : ` ${details}`;
  return `${node} ${STATE_LETTERS[state]}${shared ? 1 : 0} ${customer} ${revision} ${hashText(hash)}${tail}`;
}

/** Reads a claim again and checks its hash. Throws RegistryUnavailableError for anything that this driver did not write. */
export function readClaimLine(family: Family, key: string, line: string): StoredRecord<'claim'> {
  const prefix = readPrefixKey(family, key);
  const [, node = '', letter = '', shared, customer = '', revision, hash, json] = LINE.exec(line) ?? [];
  const state = STATES.get(letter);
  if (prefix === undefined || state === undefined) throw garbage(`the claim at "${key}"`);
  const value: Claim = { node, customer, prefix: prefix.toString(), state, shared: shared === '1' };
  if (json !== undefined) Object.assign(value, readDetails(json, key));
  const record = { kind: 'claim', id: claimId(value), revision: Number(revision), value } as const;
  if (hashText(recordHash(record)) !== hash) throw garbage(`claim "${record.id}"`);
  return record;
}

/** The lines that share one prefix, in the order of their nodes. */
export function splitLines(lines: string): string[] {
  return lines.split('\n');
}

/** The line of one node among those of a prefix. */
export function lineOf(lines: string | null | undefined, node: string): string | undefined {
  return lines === null || lines === undefined
    ? undefined
    : splitLines(lines).find((line) => line.startsWith(`${node} `));
}

function readDetails(json: string, key: string): ClaimDetails {
  try {
    return claimDetailsSchema.parse(JSON.parse(json));
  } catch {
    throw garbage(`the claim at "${key}"`);
  }
}
