import type { Database } from 'bun:sqlite';
import { RegistryUnavailableError } from '../errors.ts';

/** What kind of SQLite file it is, how it is made, and how a connection to it is set. */
export interface FileFormat {
  readonly what: string;
  readonly applicationId: number;
  readonly version: number;
  /** For connections that write. */
  readonly pragmas: readonly string[];
  readonly create: (run: (sql: string) => void) => void;
}

/** Makes the tables in a file that has none; several processes may try at once, one does it. Throws as `checkFormat`. */
export function createWhenEmpty(database: Database, format: FileFormat): void {
  if (!isEmpty(database)) return;
  database.run('PRAGMA journal_mode = WAL');
  database.run('BEGIN IMMEDIATE');
  try {
    if (isEmpty(database)) {
      format.create((sql) => void database.run(sql));
      database.run(`PRAGMA application_id = ${format.applicationId}`);
      database.run(`PRAGMA user_version = ${format.version}`);
    }
    database.run('COMMIT');
  } finally {
    if (database.inTransaction) database.run('ROLLBACK');
  }
}

/** Throws RegistryUnavailableError when the file is another program's, half-made or of another version. */
export function checkFormat(database: Database, path: string, format: FileFormat): void {
  const complain = (detail: string) => new RegistryUnavailableError(`Cannot open ${format.what} "${path}": ${detail}`);
  if (isEmpty(database)) throw complain('the file is empty');
  if (pragma(database, 'application_id') !== format.applicationId) throw complain(`it is not a Nearhop ${format.what}`);
  const version = pragma(database, 'user_version');
  if (version !== format.version) throw complain(`Got v${version} data when expected v${format.version}`);
}

function isEmpty(database: Database): boolean {
  return pragma(database, 'user_version') === 0 && pragma(database, 'schema_version') === 0;
}

function pragma(database: Database, name: string): number {
  const statement = database.prepare<Record<string, number>, []>(`PRAGMA ${name}`);
  try {
    return statement.get()?.[name] ?? 0;
  } finally {
    statement.finalize();
  }
}
