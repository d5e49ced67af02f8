import { NO_VECTOR, type HealthVector } from '@nearhop/contracts';
import type { HealthStore } from '../registry.ts';
import type { HealthFile } from './health-file.ts';
import { readVector } from './vector-row.ts';
import { watchVectors } from './watch-vectors.ts';

const TAKE_LEASE = `INSERT INTO leases VALUES (?1, ?2, ?3 + ?4, ?4)
  ON CONFLICT (name) DO UPDATE SET holder = ?2, expires_at_ms = ?3 + ?4, ttl_ms = ?4
  WHERE holder = ?2 OR expires_at_ms <= ?3 OR expires_at_ms - ttl_ms > ?3`;

/**
 * Health in a file of its own, for one machine. Everything that reads or writes may come with a `follow` registry too: monitors follow
 * records and publish health.
 */
export class SqliteHealthStore implements HealthStore {
  readonly #file: HealthFile;

  constructor(file: HealthFile) {
    this.#file = file;
  }

  async publishVector(entries: Uint8Array, publishedAtMs: number): Promise<HealthVector> {
    const sql =
      'UPDATE vector SET number = number + 1, entries = ?, published_at_ms = ?, published = 1 RETURNING number';
    const number = await this.#file.write((connection) => {
      const row = connection.statement<{ number: number }>(sql).get(entries, publishedAtMs);
      if (row === null) throw new SyntaxError('the row of the vector is missing');
      return row.number;
    });
    return { number, entries: entries.slice(), publishedAtMs };
  }

  async vector(): Promise<HealthVector> {
    return (await this.#file.read(readVector)) ?? NO_VECTOR;
  }

  vectors(signal: AbortSignal): AsyncIterable<HealthVector> {
    return watchVectors(this.#file, signal);
  }

  async putOpinions(monitor: string, opinions: Uint8Array, atMs: number): Promise<void> {
    const sql = 'INSERT OR REPLACE INTO opinions VALUES (?, ?, ?)';
    await this.#file.write((connection) => connection.statement(sql).run(monitor, opinions, atMs));
  }

  async opinions(): Promise<readonly { monitor: string; opinions: Uint8Array; atMs: number }[]> {
    type Row = { monitor: string; opinions: Uint8Array; at_ms: number };
    const rows = await this.#file.read((connection) =>
      connection.statement<Row>('SELECT * FROM opinions ORDER BY monitor').all(),
    );
    return (rows ?? []).map(({ monitor, opinions, at_ms }) => ({ monitor, opinions, atMs: at_ms }));
  }

  async putHeartbeats(ages: Uint8Array, atMs: number): Promise<void> {
    const sql = 'INSERT OR REPLACE INTO heartbeats VALUES (1, ?, ?)';
    await this.#file.write((connection) => connection.statement(sql).run(ages, atMs));
  }

  async heartbeats(): Promise<{ ages: Uint8Array; atMs: number } | undefined> {
    type Row = { ages: Uint8Array; at_ms: number };
    const row = await this.#file.read((connection) =>
      connection.statement<Row>('SELECT ages, at_ms FROM heartbeats').get(),
    );
    return row ? { ages: row.ages, atMs: row.at_ms } : undefined;
  }

  /**
   * By the wall clock, which all processes of the machine share. A clock that is set forward ends a lease early; one that is set
   * back would stretch it, so a lease that seems to begin in the future counts as expired.
   */
  async acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    if (!Number.isInteger(ttlMs) || ttlMs < 1) {
      throw new RangeError(`Cannot acquire lease "${name}": ttlMs must be an integer of at least 1: received ${ttlMs}`);
    }
    const { changes } = await this.#file.write((connection) =>
      connection.statement(TAKE_LEASE).run(name, holder, Date.now(), ttlMs),
    );
    return changes > 0;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    const sql = 'DELETE FROM leases WHERE name = ? AND holder = ?';
    await this.#file.write((connection) => connection.statement(sql).run(name, holder));
  }

  close(): void {
    this.#file.close();
  }
}
