import type { Family } from '@nearhop/ip';
import type { RecordKind, StoredRecord } from '../records.ts';
import type { ChangedSince } from './changed-since.ts';
import { placed } from './claim-place.ts';
import { orderOf, readRow, rowsOf, type RowGroup, type RowPage } from './snapshot-rows.ts';

interface Ordered {
  readonly order: string;
  readonly read: () => StoredRecord;
}

interface Rows {
  readonly pages: readonly RowPage[];
  readonly changed: ChangedSince;
}

/** All records of a kind in the order in which they are listed: what was read, less what has changed since, and what that became. */
export function* inOrder({ pages, changed }: Rows, kind: RecordKind): Generator<StoredRecord, void> {
  const since = changed
    .records(kind)
    .map((record) => ({ family: familyOf(record), order: orderIn(record), read: () => record }));
  for (const family of kind === 'claim' ? ([4, 6] as const) : ([0] as const)) {
    const of = (group: RowGroup) =>
      pages.filter((page) => page.kind === kind && page.family === family && page.group === group);
    const groups = kind === 'claim' ? [of('held'), of('pending')] : [of('records')];
    const late = since.filter((record) => record.family === family).sort((x, y) => (x.order < y.order ? -1 : 1));
    for (const { read } of merged([...groups.map((group) => unchangedRows(group, changed)), late.values()]))
      yield read();
  }
}

/** Was this row written since it was read? */
export function isChanged(changed: ChangedSince, page: RowPage, row: string): boolean {
  if (changed.isEmpty) return false;
  const { kind, id } = readRow(page, row);
  return changed.has(kind, id);
}

function* unchangedRows(pages: readonly RowPage[], changed: ChangedSince): Generator<Ordered, void> {
  for (const page of pages) {
    for (const row of rowsOf(page)) {
      if (!isChanged(changed, page, row)) yield { order: orderOf(page, row), read: () => readRow(page, row) };
    }
  }
}

/** Sorted sequences as one. */
function* merged(sources: readonly Iterator<Ordered, unknown>[]): Generator<Ordered, void> {
  const heads = sources.map((source) => ({ source, next: source.next() }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (first === undefined || first.next.done === true || head.next.value.order < first.next.value.order)
        first = head;
    }
    if (first === undefined || first.next.done === true) return;
    yield first.next.value;
    first.next = first.source.next();
  }
}

function familyOf(record: StoredRecord): Family | 0 {
  return record.kind === 'claim' ? (placed(record).place.startsWith('4') ? 4 : 6) : 0;
}

function orderIn(record: StoredRecord): string {
  return record.kind === 'claim' ? placed(record).place.slice(1) : record.id;
}
