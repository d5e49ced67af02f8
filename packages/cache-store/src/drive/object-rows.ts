import type { Database } from 'bun:sqlite';
import type { Purge } from '../purge.ts';
import { comesWhole } from '../version.ts';
import type { ObjectRecord } from '../wire/records.ts';
import { rowSum } from './row-sum.ts';

interface ObjectRow {
  id: number;
  key: Uint8Array;
  origin: string;
  target: string;
  validator: string | null;
  length: number | null;
  completion: string;
  metadata: string;
  filling: number;
  sum: number;
}

/** The rows of `objects`. Nothing here commits. */
export class ObjectRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `damaged` when the row is not what was written. */
  find(key: string): ObjectRecord | 'damaged' | null {
    const row = this.#database
      .query<ObjectRow, [Uint8Array]>('SELECT * FROM objects WHERE key = ?')
      .get(Buffer.from(key, 'hex'));
    return row === null ? null : readRow(row);
  }

  get(id: number): ObjectRecord | 'damaged' | null {
    const row = this.#database.query<ObjectRow, [number]>('SELECT * FROM objects WHERE id = ?').get(id);
    return row === null ? null : readRow(row);
  }

  idOf(key: string): number | null {
    const query = this.#database.query<{ id: number }, [Uint8Array]>('SELECT id FROM objects WHERE key = ?');
    return query.get(Buffer.from(key, 'hex'))?.id ?? null;
  }

  /** `filling`: it is forgotten at a start unless `complete` was said of it. */
  add(record: ObjectRecord): void {
    const { id, key, origin, target, version, metadata } = record;
    this.#database
      .query('INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        id,
        Buffer.from(key, 'hex'),
        origin,
        target,
        version.validator,
        version.lengthBytes,
        version.completion,
        metadata,
        comesWhole(version) ? 1 : 0,
        sumOf(record),
      );
  }

  /** All of it is stored, and so long it is. */
  complete(record: ObjectRecord, lengthBytes: number): void {
    const whole = { ...record, version: { ...record.version, lengthBytes } };
    this.#database
      .query('UPDATE objects SET length = ?, filling = 0, sum = ? WHERE id = ?')
      .run(lengthBytes, sumOf(whole), record.id);
  }

  setMetadata(record: ObjectRecord, metadata: string): void {
    this.#database
      .query('UPDATE objects SET metadata = ?, sum = ? WHERE id = ?')
      .run(metadata, sumOf({ ...record, metadata }), record.id);
  }

  /** Whether there was one. */
  remove(id: number): boolean {
    return this.#database.query('DELETE FROM objects WHERE id = ?').run(id).changes > 0;
  }

  matching(purge: Purge): number[] {
    const ids = this.#select(purge);
    return ids.map(({ id }) => id);
  }

  /** What a killed process left half fetched, and cannot be completed. */
  filling(): number[] {
    const rows = this.#database.query<{ id: number }, []>('SELECT id FROM objects WHERE filling = 1').all();
    return rows.map(({ id }) => id);
  }

  #select(purge: Purge): { id: number }[] {
    const ids = 'SELECT id FROM objects WHERE';
    if (purge.by === 'key') {
      return this.#database.query<{ id: number }, [Uint8Array]>(`${ids} key = ?`).all(Buffer.from(purge.key, 'hex'));
    }
    if (purge.by === 'origin') {
      return this.#database.query<{ id: number }, [string]>(`${ids} origin = ?`).all(purge.origin);
    }
    if (purge.by === 'target') {
      const query = this.#database.query<{ id: number }, [string, string]>(`${ids} origin = ? AND target = ?`);
      return query.all(purge.origin, purge.target);
    }
    // Targets are ASCII: what begins with the prefix lies between it and it with the highest character behind.
    return this.#database
      .query<{ id: number }, [string, string, string]>(`${ids} origin = ? AND target >= ? AND target < ?`)
      .all(purge.origin, purge.prefix, `${purge.prefix}\u{10ffff}`);
  }
}

function readRow(row: ObjectRow): ObjectRecord | 'damaged' {
  const { id, origin, target, validator, length, metadata } = row;
  const record: ObjectRecord = {
    id,
    key: Buffer.from(row.key).toString('hex'),
    origin,
    target,
    version: { validator, lengthBytes: length, completion: row.completion === 'whole' ? 'whole' : 'by-range' },
    metadata,
  };
  return sumOf(record) === row.sum ? record : 'damaged';
}

function sumOf({ id, key, origin, target, version, metadata }: ObjectRecord): number {
  return rowSum(id, key, origin, target, version.validator, version.lengthBytes, version.completion, metadata);
}
