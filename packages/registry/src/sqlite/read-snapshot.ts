import { RECORD_KINDS, type StoredRecord } from '../records.ts';
import type { Snapshot } from '../registry.ts';
import { nextTurn } from './next-turn.ts';
import { readPosition } from './position-row.ts';
import { listRecords } from './record-reads.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Small enough that building one keeps the thread for about 2 ms. */
const PAGE_RECORDS = 1_000;

/**
 * All records as of now, from one read transaction on a connection of its own: writers go on meanwhile, and the log of what they write
 * cannot be cut until this ends. Calls `release` when the pages were read or given up.
 */
export function readSnapshot(connection: SqliteConnection, release: () => void): Snapshot {
  const position = connection.use(() => {
    connection.statement('BEGIN').run();
    return readPosition(connection); // the first read is what fixes the moment
  });
  return { position, pages: readPages(connection, release) };
}

async function* readPages(connection: SqliteConnection, release: () => void): AsyncGenerator<readonly StoredRecord[]> {
  try {
    for (const kind of RECORD_KINDS) {
      for (let after: string | undefined; ;) {
        const place = after === undefined ? {} : { after };
        const page = connection.useStill(() => listRecords(connection, kind, { ...place, limit: PAGE_RECORDS }));
        const last = page.at(-1);
        if (last === undefined) break;
        yield page;
        if (page.length < PAGE_RECORDS) break;
        after = last.id;
        await nextTurn();
      }
    }
  } finally {
    release();
  }
}
