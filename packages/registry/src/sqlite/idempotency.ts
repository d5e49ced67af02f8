import type { RegistryPosition } from '../revision.ts';
import { positionOf, readPosition, type ChangeRow } from './position-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

const KEEP_MS = 24 * 60 * 60 * 1_000;

/** The position after the commit that an idempotency key made, if one did in the last 24 hours. */
export function findRepeated(
  connection: SqliteConnection,
  key: string,
  { nowMs, restoring }: { readonly nowMs: number; readonly restoring: string | null },
): RegistryPosition | undefined {
  const sql = `SELECT changes.* FROM idempotency_keys JOIN changes USING (revision) WHERE key = ? AND committed_at_ms > ?`;
  const row = connection.statement<ChangeRow>(sql).get(key, nowMs - KEEP_MS);
  return row === null ? undefined : positionOf(row, readPosition(connection, restoring).lineage);
}

export function rememberKey(connection: SqliteConnection, key: string, revision: number, nowMs: number): void {
  connection.statement('DELETE FROM idempotency_keys WHERE committed_at_ms <= ?').run(nowMs - KEEP_MS);
  connection.statement('INSERT OR REPLACE INTO idempotency_keys VALUES (?, ?, ?)').run(key, revision, nowMs);
}
