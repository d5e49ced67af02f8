import { Prefix } from '@nearhop/ip';
import { ViewError } from '../../errors.ts';
import type { StoredRecord } from '../../records.ts';
import type { View } from '../../view.ts';

/** The plainest state that there is: all records, by kind and id. */
export type RecordMap = Map<string, StoredRecord>;

/** A view that keeps the records themselves, and refuses what the router's refuses: lost nodes, foreign overlaps. */
export const recordMapView: View<RecordMap> = {
  async load(pages) {
    const state: RecordMap = new Map();
    for await (const page of pages) for (const record of page) state.set(keyOf(record), record);
    check(state);
    return state;
  },
  apply(state, revision) {
    const next: RecordMap = new Map(state);
    for (const write of revision.writes) {
      if (write.value === null) next.delete(keyOf(write));
      else next.set(keyOf(write), { ...write, revision: revision.position.revision } as StoredRecord);
    }
    check(next);
    for (const write of revision.writes) {
      const record = next.get(keyOf(write));
      if (record === undefined) state.delete(keyOf(write));
      else state.set(keyOf(write), record);
    }
  },
  *encode(state) {
    for (const record of state.values()) yield Buffer.from(`${JSON.stringify(record)}\n`);
  },
  decode(bytes) {
    const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1);
    return new Map(lines.map((line) => JSON.parse(line) as StoredRecord).map((record) => [keyOf(record), record]));
  },
};

/** What a state holds, in an order of its own: equal texts are equal states. */
export function contentsOf(state: RecordMap | undefined): string {
  return JSON.stringify([...(state ?? [])].sort(([x], [y]) => (x < y ? -1 : 1)));
}

function keyOf(record: Pick<StoredRecord, 'kind' | 'id'>): string {
  return `${record.kind}|${record.id}`;
}

function check(state: RecordMap): void {
  const claims = [...state.values()].filter((record) => record.kind === 'claim').map(({ value }) => value);
  for (const { node, prefix } of claims) {
    if (!state.has(`node|${node}`)) throw new ViewError(`Cannot place claim ${prefix}: there is no node ${node}`);
  }
  const blocks = claims.map(({ prefix, customer }) => ({ prefix: Prefix.parse(prefix), text: prefix, customer }));
  for (const x of blocks) {
    const other = blocks.find((y) => y.customer !== x.customer && y.prefix.overlaps(x.prefix));
    if (other !== undefined) {
      throw new ViewError(`Cannot place claim ${x.text}: ${other.customer} holds ${other.text}`, {
        cause: 'overlap',
      });
    }
  }
}
