import type { Database } from 'bun:sqlite';

/** Changes with every change of the schema or of what a file holds: a drive of another format is emptied. */
const FORMAT = 1;

/**
 * `facts`: totals and marks, one row. `files_to` is the intent: every file whose number is below it and that has no row is an orphan.
 * `objects.filling` and `extents.filling` mark what a killed process left half done. `sum` is the row's own checksum.
 */
const TABLES = `
  CREATE TABLE facts (
    id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, files_from INTEGER NOT NULL, files_to INTEGER NOT NULL,
    last_object INTEGER NOT NULL, tick INTEGER NOT NULL, objects INTEGER NOT NULL, extents INTEGER NOT NULL, bytes INTEGER NOT NULL,
    boot TEXT NOT NULL);
  CREATE TABLE objects (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, origin TEXT NOT NULL, target TEXT NOT NULL, validator TEXT, length INTEGER,
    completion TEXT NOT NULL, metadata TEXT NOT NULL, filling INTEGER NOT NULL, sum INTEGER NOT NULL);
  CREATE INDEX objects_by_target ON objects (origin, target);
  CREATE INDEX objects_filling ON objects (id) WHERE filling = 1;
  CREATE TABLE extents (
    id INTEGER PRIMARY KEY, object INTEGER NOT NULL, window INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
    sums BLOB NOT NULL, bytes INTEGER NOT NULL, filling INTEGER NOT NULL, sealed INTEGER NOT NULL, sum INTEGER NOT NULL,
    used INTEGER NOT NULL);
  CREATE INDEX extents_by_object ON extents (object, window);
  CREATE INDEX extents_by_use ON extents (used);
  CREATE INDEX extents_filling ON extents (id) WHERE filling = 1;
  INSERT INTO facts VALUES (1, ${FORMAT}, 1, 1, 0, 0, 0, 0, 0, '');
`;

/** Pages in the log before they are moved into the database: keeps the log small, for it counts. */
const CHECKPOINT_PAGES = 128;

/** Makes the tables in an empty database. Throws when it holds something else than this format. */
export function prepareIndex(database: Database): void {
  // Before the log is first used: so SQLite needs no file beside it in which processes meet, and opens on a full disk too.
  database.run('PRAGMA locking_mode = EXCLUSIVE');
  database.run('PRAGMA journal_mode = WAL');
  database.run('PRAGMA synchronous = NORMAL');
  database.run(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.run('PRAGMA journal_size_limit = 1048576');
  database.run('PRAGMA cache_size = -8192');
  const tables = database.query<{ n: number }, []>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  if (tables === 0) database.transaction(() => database.run(TABLES))();
  const format = database.query<{ format: number }, []>('SELECT format FROM facts WHERE id = 1').get()?.format;
  if (format !== FORMAT) throw new Error(`Cannot read the drive's index: format must be ${FORMAT}: received ${format}`);
}
