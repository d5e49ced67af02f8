import type { Family } from '@nearhop/ip';
import { RECORD_KINDS, type RecordKind, type StoredRecord } from '../records.ts';
import { readClaimLine, splitLines } from './claim-line.ts';
import { blocksKey, holdersKey, idsKey, pendingKey, pendingLinesKey, recordsKey } from './keys.ts';
import type { Link } from './link.ts';
import { readRecordLine } from './record-line.ts';
import { garbage } from './redis-failure.ts';

/** Which rows: the pages of each group are in order, and follow each other. */
export type RowGroup = 'records' | 'held' | 'pending';

/** Rows of one kind as they were read, packed: 700,000 claims take 70 MB, as strings of their own they would take three times that. */
export interface RowPage {
  readonly kind: RecordKind;
  readonly group: RowGroup;
  /** 0 for what is no claim. */
  readonly family: Family | 0;
  /** A row a line: where it is (id, or prefix key), a tab, and its line. */
  readonly bytes: Buffer;
  readonly rows: number;
}

/** Members of one request: about 1 ms of Redis, and of the thread that reads the answer. */
const PAGE_ROWS = 1_000;
const TAB = '\t';

/** Every row of the store, page by page: each page of one moment, all of them of many. */
export async function* readRowPages(link: Link): AsyncGenerator<RowPage, void> {
  for (const kind of RECORD_KINDS) {
    if (kind !== 'claim') {
      for await (const ids of membersOf(link, idsKey(kind)))
        yield packed({ kind, group: 'records', family: 0 }, await rowsAt(link, recordsKey(kind), ids));
      continue;
    }
    for (const family of [4, 6] as const) {
      for await (const keys of membersOf(link, blocksKey(family)))
        yield packed({ kind, group: 'held', family }, await rowsAt(link, holdersKey(family), keys));
      for await (const members of membersOf(link, pendingKey(family))) {
        const rows = await rowsAt(link, pendingLinesKey(family), members);
        yield packed(
          { kind, group: 'pending', family },
          rows.map(([member, line]) => [member.slice(0, member.indexOf('@')), line]),
        );
      }
    }
  }
}

/** The rows of a page again. */
export function rowsOf(page: RowPage): string[] {
  return page.rows === 0 ? [] : page.bytes.toString().split('\n');
}

/** Throws RegistryUnavailableError for a row that this driver did not write. */
export function readRow({ kind, family }: RowPage, row: string): StoredRecord {
  const tab = row.indexOf(TAB);
  const where = row.slice(0, tab);
  const line = row.slice(tab + 1);
  if (family === 0 && kind !== 'claim') return readRecordLine(kind, where, line);
  return readClaimLine(family === 6 ? 6 : 4, where, line);
}

/** Where a row comes in the order of its kind: an id, or `<prefix key>@<node>`. */
export function orderOf({ kind }: RowPage, row: string): string {
  const tab = row.indexOf(TAB);
  return kind === 'claim' ? `${row.slice(0, tab)}@${row.slice(tab + 1, row.indexOf(' ', tab))}` : row.slice(0, tab);
}

/** The hash that a row carries, 16 hex digits, without reading the rest of it. */
export function hashIn({ kind }: RowPage, row: string): string {
  const start = afterBlanks(row, row.indexOf(TAB) + 1, kind === 'claim' ? 4 : 1);
  const hash = row.slice(start, start + 16);
  if (!/^[0-9a-f]{16}$/.test(hash)) throw garbage(`the ${kind} in "${row.slice(0, 60)}"`);
  return hash;
}

async function* membersOf(link: Link, set: string): AsyncGenerator<string[], void> {
  for (let from = '-'; ;) {
    const members = (await link.call('ZRANGEBYLEX', set, from, '+', 'LIMIT', 0, PAGE_ROWS)) as string[];
    if (members.length > 0) yield members;
    if (members.length < PAGE_ROWS) return;
    from = `(${members.at(-1)}`;
  }
}

/** What has gone since its member was read is left out: the changes since tell of it. */
async function rowsAt(link: Link, hash: string, fields: readonly string[]): Promise<[where: string, lines: string][]> {
  const lines = await link.hashFields(hash, fields);
  return fields.flatMap((field, index) => {
    const line = lines[index];
    return typeof line === 'string' ? [[field, line] as [string, string]] : [];
  });
}

function packed(
  of: Pick<RowPage, 'kind' | 'group' | 'family'>,
  found: readonly (readonly [where: string, lines: string])[],
): RowPage {
  const rows = found.flatMap(([where, lines]) =>
    (of.group === 'held' ? splitLines(lines) : [lines]).map((line) => where + TAB + line),
  );
  if (rows.some((row) => row.includes('\n'))) throw garbage(`a ${of.kind}`);
  return { ...of, bytes: Buffer.from(rows.join('\n')), rows: rows.length };
}

function afterBlanks(text: string, from: number, blanks: number): number {
  let at = from;
  for (let left = blanks; left > 0; left--) {
    at = text.indexOf(' ', at) + 1;
    if (at === 0) return text.length;
  }
  return at;
}
