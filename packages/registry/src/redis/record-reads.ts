import type { RecordKind, StoredRecord } from '../records.ts';
import type { ListOptions } from '../registry.ts';
import type { Revision } from '../revision.ts';
import { checkLimit } from '../sqlite/list-limit.ts';
import { getClaim, listClaims } from './claim-reads.ts';
import { END } from './claim-streams.ts';
import { readHolder } from './commit-reply.ts';
import { CHANGES, idsKey, NODES_BY_CUSTOMER, recordsKey, UNIQUE } from './keys.ts';
import type { Link } from './link.ts';
import { readRecordLine, type OtherKind } from './record-line.ts';
import { readRevision, type StreamEntry } from './revision-entry.ts';

const MOST_PER_PAGE = 1_000;
/** Revisions may hold a megabyte each. */
const REVISIONS_PER_PAGE = 8;

export async function getRecord<K extends RecordKind>(
  link: Link,
  kind: K,
  id: string,
): Promise<StoredRecord<K> | undefined> {
  if (kind === 'claim') return (await getClaim(link, id)) as StoredRecord<K> | undefined;
  const line = await link.call('HGET', recordsKey(kind), id);
  return typeof line === 'string' ? (readRecordLine(kind, id, line) as StoredRecord<K>) : undefined;
}

/** In ascending order of id, by its bytes; claims as `listClaims`. */
export async function listRecords<K extends RecordKind>(
  link: Link,
  kind: K,
  options: ListOptions,
): Promise<StoredRecord<K>[]> {
  if (kind === 'claim') return (await listClaims(link, options)) as StoredRecord<K>[];
  const { customer, after = '', limit } = options;
  checkLimit(limit);
  if (customer !== undefined && kind !== 'node') return [];
  const other: OtherKind = kind;
  const set = customer === undefined ? idsKey(other) : NODES_BY_CUSTOMER;
  const lead = customer === undefined ? '' : `${customer}/`;
  const found: StoredRecord[] = [];
  for (let last = after; found.length < limit;) {
    const count = Math.min(limit - found.length, MOST_PER_PAGE);
    const low = last === '' ? `[${lead}` : `(${lead}${last}`;
    const members = (await link.call(
      'ZRANGEBYLEX',
      set,
      low,
      lead === '' ? '+' : `(${lead}${END}`,
      'LIMIT',
      0,
      count,
    )) as string[];
    const ids = members.map((member) => member.slice(lead.length));
    const lines = await link.hashFields(recordsKey(other), ids);
    for (const [index, id] of ids.entries()) {
      const line = lines[index];
      if (typeof line === 'string') found.push(readRecordLine(other, id, line));
    }
    if (ids.length < count) break;
    last = ids.at(-1) ?? '';
  }
  return found as StoredRecord<K>[];
}

export async function findHolder(
  link: Link,
  key: string,
): Promise<{ readonly kind: RecordKind; readonly id: string } | undefined> {
  const holder = await link.call('HGET', UNIQUE, key);
  return typeof holder === 'string' ? readHolder(holder) : undefined;
}

/** Newest first. */
export async function listHistory(
  link: Link,
  options: { readonly before?: number; readonly limit: number },
): Promise<Revision[]> {
  checkLimit(options.limit);
  const found: Revision[] = [];
  for (let before = options.before; found.length < options.limit && (before === undefined || before > 1);) {
    const count = Math.min(options.limit - found.length, REVISIONS_PER_PAGE);
    const entries = (await link.call(
      'XREVRANGE',
      CHANGES,
      before === undefined ? '+' : `(${before}-0`,
      '-',
      'COUNT',
      count,
    )) as StreamEntry[];
    found.push(...entries.map(readRevision));
    if (entries.length < count) break;
    before = found.at(-1)?.position.revision;
  }
  return found;
}
