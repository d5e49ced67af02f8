import type { SQLQueryBindings } from 'bun:sqlite';
import type { RecordKind, RecordValues, StoredRecord } from '../records.ts';
import type { ListOptions } from '../registry.ts';
import type { Revision } from '../revision.ts';
import { getClaim, listClaims } from './claim-reads.ts';
import { checkLimit } from './list-limit.ts';
import { readPosition, revisionOf, type ChangeRow } from './position-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

type RecordRow = [id: string, body: string, revision: number];

export function getRecord<K extends RecordKind>(
  connection: SqliteConnection,
  kind: K,
  id: string,
): StoredRecord<K> | undefined {
  if (kind === 'claim') return getClaim(connection, id) as StoredRecord<K> | undefined;
  return select(connection, kind, 'WHERE kind = ? AND id = ?', [kind, id])[0];
}

/** In ascending order of id, by its bytes; claims as `listClaims`. */
export function listRecords<K extends RecordKind>(
  connection: SqliteConnection,
  kind: K,
  options: ListOptions,
): StoredRecord<K>[] {
  if (kind === 'claim') return listClaims(connection, options) as StoredRecord<K>[];
  const { customer, after = '', limit } = options;
  checkLimit(limit);
  const owned = customer === undefined ? '' : 'customer = ? AND';
  const owner = customer === undefined ? [] : [customer];
  return select(connection, kind, `WHERE kind = ? AND ${owned} id > ? ORDER BY id LIMIT ?`, [
    kind,
    ...owner,
    after,
    limit,
  ]);
}

export function findHolder(connection: SqliteConnection, key: string): { kind: RecordKind; id: string } | undefined {
  type Row = { kind: RecordKind; id: string };
  const row = connection.statement<Row>('SELECT kind, id FROM unique_keys WHERE key = ?').get(key);
  return row ?? undefined;
}

/** Newest first. */
export function listHistory(connection: SqliteConnection, options: { before?: number; limit: number }): Revision[] {
  checkLimit(options.limit);
  const { lineage } = readPosition(connection);
  const sql = 'SELECT * FROM changes WHERE revision < ? ORDER BY revision DESC LIMIT ?';
  const rows = connection.statement<ChangeRow>(sql).all(options.before ?? Number.MAX_SAFE_INTEGER, options.limit);
  return rows.map((row) => revisionOf(row, lineage));
}

function select<K extends RecordKind>(
  connection: SqliteConnection,
  kind: K,
  where: string,
  bindings: SQLQueryBindings[],
) {
  const rows = connection
    .statement(`SELECT id, body, revision FROM records ${where}`)
    .values(...bindings) as RecordRow[];
  return rows.map(([id, body, revision]) => {
    const value = JSON.parse(body) as RecordValues[K];
    return { kind, id, revision, value } as StoredRecord as StoredRecord<K>;
  });
}
