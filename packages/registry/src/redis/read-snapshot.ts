import { RegistryUnavailableError } from '../errors.ts';
import { EMPTY_DIGEST, recordHash, xorDigest } from '../record-hash.ts';
import { RECORD_KINDS, type RecordKind, type StoredRecord } from '../records.ts';
import type { Snapshot } from '../registry.ts';
import type { RecordCounts, RegistryPosition } from '../revision.ts';
import { readChangedSince, type ChangedSince } from './changed-since.ts';
import type { Link } from './link.ts';
import { nextTurn } from './next-turn.ts';
import { readPosition } from './position-hash.ts';
import { inOrder, isChanged } from './snapshot-order.ts';
import { hashIn, readRowPages, rowsOf, type RowPage } from './snapshot-rows.ts';

/** Small enough that reading one keeps the thread for about 2 ms. */
const PAGE_RECORDS = 1_000;
const MOST_ATTEMPTS = 3;

/** Everything that was read, of which some is overtaken. */
export interface Gathered {
  readonly position: RegistryPosition;
  readonly pages: readonly RowPage[];
  readonly changed: ChangedSince;
}

/**
 * All records as of one position. Redis has no moment to read from, so every row is read first, packed; then the revisions since, which
 * say what became of each record that was written meanwhile; then counts and digest tell whether that is all of it.
 * Rejects with RegistryUnavailableError when it is not.
 */
export async function readSnapshot(link: Link): Promise<Snapshot> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const gathered = await gather(link);
    if (gathered !== undefined && (await isWhole(gathered)))
      return { position: gathered.position, pages: pagesOf(gathered) };
  }
  throw new RegistryUnavailableError(
    'Cannot read registry: its records are not those that its position tells of: restore the store',
  );
}

async function gather(link: Link): Promise<Gathered | undefined> {
  const from = await readPosition(link);
  const pages: RowPage[] = [];
  for await (const page of readRowPages(link)) pages.push(page);
  const position = await readPosition(link);
  const changed = await readChangedSince(link, from, position);
  return changed && { position, pages, changed };
}

/** By the hashes that the rows carry: whether a row fits its hash is seen when it is read. */
async function isWhole({ position, pages, changed }: Gathered): Promise<boolean> {
  const counts: Record<RecordKind, number> = { customer: 0, origin: 0, node: 0, claim: 0 };
  let high = 0;
  let low = 0;
  for (const page of pages) {
    for (const row of rowsOf(page)) {
      if (isChanged(changed, page, row)) continue;
      const hash = hashIn(page, row);
      high ^= Number.parseInt(hash.slice(0, 8), 16);
      low ^= Number.parseInt(hash.slice(8), 16);
      counts[page.kind]++;
    }
    await nextTurn();
  }
  const since = RECORD_KINDS.flatMap((kind) => changed.records(kind));
  for (const { kind } of since) counts[kind]++;
  const unchanged = (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
  const digest = xorDigest(
    xorDigest(EMPTY_DIGEST, [BigInt(`0x${unchanged}`)]),
    since.map((record) => recordHash(record)),
  );
  return digest === position.digest && areEqual(counts, position.counts);
}

async function* pagesOf(gathered: Gathered): AsyncGenerator<readonly StoredRecord[], void> {
  for (const kind of RECORD_KINDS) {
    let records: StoredRecord[] = [];
    for (const record of inOrder(gathered, kind)) {
      records.push(record);
      if (records.length < PAGE_RECORDS) continue;
      yield records;
      records = [];
      await nextTurn();
    }
    if (records.length > 0) yield records;
  }
}

function areEqual(x: RecordCounts, y: RecordCounts): boolean {
  return RECORD_KINDS.every((kind) => x[kind] === y[kind]);
}
