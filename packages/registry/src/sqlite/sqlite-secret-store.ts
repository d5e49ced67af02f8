import { checkSecretWrites, type CheckedSecretWrite } from '../secrets/checked-secret-writes.ts';
import { readSecret } from '../secrets/read-secret.ts';
import type { SecretKind, SecretOutcome, SecretStore, SecretWrite, StoredSecret } from '../secret-store.ts';
import { checkLimit } from './list-limit.ts';
import { patiently } from './patience.ts';
import type { SecretsFile } from './secrets-file.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { Decided } from './transaction.ts';
import { WriteQueue } from './write-queue.ts';

type Row = [id: string, revision: number, value: string];

/** Secrets in a file of their own, for the processes of one machine. */
export class SqliteSecretStore implements SecretStore {
  readonly #file: SecretsFile;
  readonly #writes: WriteQueue;

  constructor(file: SecretsFile) {
    this.#file = file;
    this.#writes = new WriteQueue(() => file.connection());
  }

  get(kind: SecretKind, id: string): Promise<StoredSecret | undefined> {
    return this.#read((connection) => {
      const sql = 'SELECT id, revision, value FROM secrets WHERE kind = ? AND id = ?';
      const [row] = connection.statement(sql).values(kind, id) as Row[];
      return row && readSecret(kind, id, row[1], row[2]);
    });
  }

  list(kind: SecretKind, options: { after?: string; limit: number }): Promise<readonly StoredSecret[]> {
    return this.#read((connection) => {
      const { after = '', limit } = options;
      checkLimit(limit);
      const sql = 'SELECT id, revision, value FROM secrets WHERE kind = ? AND id > ? ORDER BY id LIMIT ?';
      const rows = connection.statement(sql).values(kind, after, limit) as Row[];
      return rows.map(([id, revision, value]) => readSecret(kind, id, revision, value));
    });
  }

  async write(writes: readonly SecretWrite[]): Promise<SecretOutcome> {
    const checked = checkSecretWrites(writes);
    return this.#writes.share((connection) => writeAll(connection, checked));
  }

  version(): Promise<number> {
    return this.#read(readVersion);
  }

  close(): void {
    this.#file.close();
  }

  #read<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    return patiently(() => this.#file.connection().use(work));
  }
}

function writeAll(connection: SqliteConnection, writes: readonly CheckedSecretWrite[]): Decided<SecretOutcome> {
  const revisionOf = connection.statement<{ revision: number }>(
    'SELECT revision FROM secrets WHERE kind = ? AND id = ?',
  );
  const stale = writes.find(
    ({ kind, id, expected }) => expected !== undefined && (revisionOf.get(kind, id)?.revision ?? 0) !== expected,
  );
  if (stale !== undefined) return { keep: false, result: { kind: 'stale', id: stale.id } };
  const version = readVersion(connection) + 1;
  const put = connection.statement('INSERT OR REPLACE INTO secrets VALUES (?, ?, ?, ?)');
  const drop = connection.statement('DELETE FROM secrets WHERE kind = ? AND id = ?');
  for (const { kind, id, text } of writes) {
    if (text === null) drop.run(kind, id);
    else put.run(kind, id, version, text);
  }
  connection.statement('UPDATE version SET version = ?').run(version);
  return { keep: true, result: { kind: 'written' } };
}

function readVersion(connection: SqliteConnection): number {
  const row = connection.statement<{ version: number }>('SELECT version FROM version').get();
  if (row === null) throw new SyntaxError('the version is missing');
  return row.version;
}
