import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { recordBody, writeText } from './record-text.ts';
import type { RecordWrite, StoredRecord } from './records.ts';
import type { RegistryPosition, Revision } from './revision.ts';

/** The digest of no records. */
export const EMPTY_DIGEST = '0000000000000000';

/** What a revision's chain covers besides the chain before it; a `Revision` is one. */
export interface RevisionContent extends Pick<Revision, 'by' | 'why' | 'at' | 'writes'> {
  readonly position: Pick<RegistryPosition, 'revision' | 'counts' | 'digest'>;
}

/**
 * 64 bits over one record as it stands: XXH64, seed 0, of the UTF-8 of `<kind>|<id>|<revision>|<body>`, where body is the
 * canonical JSON of the value (canonical-json.ts). XXH64 is specified, so that the sum outlives a version of Bun.
 */
export function recordHash(record: StoredRecord, body = recordBody(record)): bigint {
  return Bun.hash.xxHash64(`${record.kind}|${record.id}|${record.revision}|${body}`);
}

/** A digest (16 hex digits) with these record hashes put in, or taken out: XOR does both. */
export function xorDigest(digest: string, hashes: Iterable<bigint>): string {
  let sum = BigInt(`0x${digest}`);
  for (const hash of hashes) sum ^= hash;
  return sum.toString(16).padStart(16, '0');
}

/** The chain of revision 0: SHA-256 of `nearhop registry <lineage>`, in hex. */
export function firstChain(lineage: string): string {
  return createHash('sha256').update(`nearhop registry ${lineage}`).digest('hex');
}

/**
 * The chain of a revision, in hex: SHA-256 over the previous chain (hex), a line feed, and the canonical JSON of
 * `{at, by, counts, digest, revision, why, writes}`. `writes`: `writesText(content.writes)` where the caller has it.
 */
export function chainOf(previousChain: string, content: RevisionContent, writes = writesText(content.writes)): string {
  const { at, by, why, position } = content;
  const { counts, digest, revision } = position;
  const head = canonicalJson({ at, by, counts, digest, revision, why }).slice(0, -1); // `writes` sorts last
  return createHash('sha256').update(`${previousChain}\n${head},"writes":${writes}}`).digest('hex');
}

/** The canonical JSON of a revision's writes, in their order. */
export function writesText(writes: readonly RecordWrite[]): string {
  return `[${writes.map((write) => writeText(write)).join(',')}]`;
}
