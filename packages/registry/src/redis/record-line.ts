import { cacheNodeSchema, customerSchema, originSchema } from '@nearhop/contracts';
import { recordHash } from '../record-hash.ts';
import type { RecordKind, StoredRecord } from '../records.ts';
import { hashText } from './hash-text.ts';
import { garbage } from './redis-failure.ts';

export type OtherKind = Exclude<RecordKind, 'claim'>;

const SCHEMAS = { customer: customerSchema, node: cacheNodeSchema, origin: originSchema } as const;
const LINE = /^([1-9]\d{0,15}) ([0-9a-f]{16}) (\S+) (\{.*\})$/;

/** A record other than a claim as it is stored under its id: `<revision> <hash> <customer, or -> <JSON>`. */
export function recordLine(revision: number, hash: bigint, customer: string, body: string): string {
  return `${revision} ${hashText(hash)} ${customer === '' ? '-' : customer} ${body}`;
}

/** Reads a record again and checks it. Throws RegistryUnavailableError for anything that this driver did not write. */
export function readRecordLine<K extends OtherKind>(kind: K, id: string, line: string): StoredRecord<K> {
  const [, revision, hash, , body = ''] = LINE.exec(line) ?? [];
  const parsed = SCHEMAS[kind].safeParse(parseJson(body));
  if (!parsed.success) throw garbage(`${kind} "${id}"`);
  const record = { kind, id, revision: Number(revision), value: parsed.data } as StoredRecord;
  if (hashText(recordHash(record)) !== hash) throw garbage(`${kind} "${id}"`);
  return record as StoredRecord<K>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
