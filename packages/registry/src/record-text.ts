import type { Claim } from '@nearhop/contracts';
import { canonicalJson } from './canonical-json.ts';
import type { RecordWrite, StoredRecord } from './records.ts';

/** The canonical JSON of a record's value: its body in the store, and what is hashed. */
export function recordBody(record: Pick<StoredRecord, 'kind' | 'value'>): string {
  return record.kind === 'claim' ? claimBody(record.value as Claim) : canonicalJson(record.value);
}

/** The canonical JSON of one write of a revision; `body` where the caller has it at hand. */
export function writeText(
  write: RecordWrite,
  body = write.value === null ? 'null' : recordBody(write as StoredRecord),
): string {
  return `{"id":${JSON.stringify(write.id)},"kind":"${write.kind}","value":${body}}`;
}

/** `canonicalJson` of a claim by hand: there are hundreds of thousands, and this takes a fifth of the time. */
function claimBody({ customer, node, prefix, shared, state, text }: Claim): string {
  const tail = text === undefined ? '' : `,"text":${JSON.stringify(text)}`;
  const owner = `"customer":${JSON.stringify(customer)},"node":${JSON.stringify(node)}`;
  return `{${owner},"prefix":${JSON.stringify(prefix)},"shared":${shared},"state":${JSON.stringify(state)}${tail}}`;
}
