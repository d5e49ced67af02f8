import { cacheNodeSchema, claimId, claimSchema, customerSchema, instantSchema, originSchema } from '@nearhop/contracts';
import { recordBody, writeText } from './record-text.ts';
import type { RecordKind, RecordValues, RecordWrite, StoredRecord } from './records.ts';
import { MAX_WRITES_PER_COMMIT, type Change } from './registry.ts';

/** A write whose value is known to be good, with its canonical JSON (null for "gone"). */
export interface CheckedWrite {
  readonly write: RecordWrite;
  readonly body: string | null;
}

export interface CheckedChange extends Omit<Change, 'writes'> {
  readonly writes: readonly CheckedWrite[];
  /** The canonical JSON of all writes. */
  readonly writesText: string;
}

const SCHEMAS = { customer: customerSchema, node: cacheNodeSchema, claim: claimSchema, origin: originSchema } as const;

const ID_OF: { readonly [K in RecordKind]: (value: RecordValues[K]) => string } = {
  customer: ({ id }) => id,
  node: ({ id }) => id,
  claim: claimId,
  origin: ({ host }) => host,
};

/**
 * What every driver does before it writes: a commit is for values that are right already, so anything else is a
 * programming error. Throws RangeError on too few or too many writes, TypeError naming the write and the field.
 */
export function checkChange(change: Change): CheckedChange {
  const { length } = change.writes;
  if (length < 1 || length > MAX_WRITES_PER_COMMIT) {
    throw new RangeError(`Cannot commit: writes must be 1 to ${MAX_WRITES_PER_COMMIT}: received ${length}`);
  }
  if (!instantSchema.safeParse(change.at).success) {
    throw new TypeError(
      `Cannot commit: at must be an instant such as "2026-11-22T12:00:00.000Z": received "${change.at}"`,
    );
  }
  const seen = new Set<string>();
  const texts: string[] = [];
  const writes = change.writes.map((given) => {
    const checked = checkWrite(given);
    const { write, body } = checked;
    const key = `${write.kind}|${write.id}`;
    if (seen.has(key))
      throw new TypeError(`Cannot commit ${write.kind} "${write.id}": it is written twice in one change`);
    seen.add(key);
    texts.push(writeText(write, body ?? 'null'));
    return checked;
  });
  return { ...change, writes, writesText: `[${texts.join(',')}]` };
}

/** Texts come out in their canonical spelling, so the id is checked against the value as it will be stored. */
function checkWrite(given: RecordWrite): CheckedWrite {
  const { kind, id } = given;
  if (given.value === null) return { write: given, body: null };
  const parsed = SCHEMAS[kind].safeParse(given.value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const field = first?.path.join('.') || 'value';
    throw new TypeError(`Cannot commit ${kind} "${id}": ${field}: ${first?.message ?? 'is not as the schema says'}`);
  }
  const write = { kind, id, value: parsed.data } as RecordWrite;
  const expected = (ID_OF[kind] as (value: unknown) => string)(parsed.data);
  if (expected !== id) throw new TypeError(`Cannot commit ${kind} "${id}": id must be "${expected}": received "${id}"`);
  return { write, body: recordBody(write as StoredRecord) };
}
