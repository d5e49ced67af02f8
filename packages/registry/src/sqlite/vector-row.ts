import type { HealthVector } from '@nearhop/contracts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** The vector in the file, or undefined when none was published yet. */
export function readVector(connection: SqliteConnection): HealthVector | undefined {
  type Row = { number: number; entries: Uint8Array; published_at_ms: number };
  const row = connection.statement<Row>('SELECT * FROM vector WHERE published = 1').get();
  return row === null ? undefined : { number: row.number, entries: row.entries, publishedAtMs: row.published_at_ms };
}
