import type { Database } from 'bun:sqlite';
import { SliceSet } from '../slice-set.ts';
import { rowSum } from './row-sum.ts';

/** An extent as its row has it. */
export interface ExtentRecord {
  /** Its file's. */
  readonly number: number;
  readonly object: number;
  readonly window: number;
  readonly present: SliceSet;
  /** CRC-32 of each slice that is present, by its place in the window. */
  readonly sums: Uint32Array;
  /** Allotted. */
  readonly bytes: number;
  /** Somebody writes into it. */
  readonly isFilling: boolean;
  /** Something was written into it that is not present: nothing more is. */
  readonly isSealed: boolean;
}

interface ExtentRow {
  id: number;
  object: number;
  window: number;
  low: number;
  high: number;
  sums: Uint8Array;
  bytes: number;
  filling: number;
  sealed: number;
  sum: number;
}

/** The rows of `extents`. Nothing here commits. */
export class ExtentRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the order of windows, or those of one window. */
  ofObject(object: number, window: number | null): (ExtentRecord | { readonly damaged: number })[] {
    const rows =
      window === null
        ? this.#database
            .query<ExtentRow, [number]>('SELECT * FROM extents WHERE object = ? ORDER BY window, id')
            .all(object)
        : this.#database
            .query<ExtentRow, [number, number]>('SELECT * FROM extents WHERE object = ? AND window = ?')
            .all(object, window);
    return rows.map((row) => readRow(row) ?? { damaged: row.id });
  }

  get(number: number): ExtentRecord | 'damaged' | null {
    const row = this.#database.query<ExtentRow, [number]>('SELECT * FROM extents WHERE id = ?').get(number);
    return row === null ? null : (readRow(row) ?? 'damaged');
  }

  has(number: number): boolean {
    return this.#database.query('SELECT 1 FROM extents WHERE id = ?').get(number) !== null;
  }

  save(record: ExtentRecord, used: number): void {
    const { number, object, window, present, bytes, isFilling, isSealed } = record;
    const [low, high] = present.words;
    const sums = Buffer.from(record.sums.buffer, record.sums.byteOffset, present.span * 4);
    this.#database
      .query(
        `INSERT INTO extents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         low = excluded.low, high = excluded.high, sums = excluded.sums, bytes = excluded.bytes, filling = excluded.filling,
         sealed = excluded.sealed, sum = excluded.sum`,
      )
      .run(number, object, window, low, high, sums, bytes, Number(isFilling), Number(isSealed), sumOf(record), used);
  }

  /** What the row had allotted, or null when there was none. */
  remove(number: number): { readonly bytes: number; readonly object: number } | null {
    return this.#database
      .query<{ bytes: number; object: number }, [number]>('DELETE FROM extents WHERE id = ? RETURNING bytes, object')
      .get(number);
  }

  hasAnyOf(object: number): boolean {
    return this.#database.query('SELECT 1 FROM extents WHERE object = ? LIMIT 1').get(object) !== null;
  }

  numbersOf(object: number): number[] {
    const query = this.#database.query<{ id: number }, [number]>('SELECT id FROM extents WHERE object = ?');
    return query.all(object).map(({ id }) => id);
  }

  filling(): number[] {
    return this.#database
      .query<{ id: number }, []>('SELECT id FROM extents WHERE filling = 1')
      .all()
      .map(({ id }) => id);
  }

  /** The longest unused, first to go first. */
  leastUsed(atMost: number): { readonly number: number; readonly bytes: number }[] {
    return this.#database
      .query<{ number: number; bytes: number }, [number]>(
        'SELECT id AS number, bytes FROM extents ORDER BY used LIMIT ?',
      )
      .all(atMost);
  }

  touch(number: number, used: number): void {
    this.#database.query('UPDATE extents SET used = ? WHERE id = ?').run(used, number);
  }
}

function readRow(row: ExtentRow): ExtentRecord | null {
  const sums = new Uint32Array(64);
  new Uint8Array(sums.buffer).set(row.sums.subarray(0, sums.byteLength));
  const record: ExtentRecord = {
    number: row.id,
    object: row.object,
    window: row.window,
    present: new SliceSet(row.low, row.high),
    sums,
    bytes: row.bytes,
    isFilling: row.filling === 1,
    isSealed: row.sealed === 1,
  };
  return row.sums.length === record.present.span * 4 && sumOf(record) === row.sum ? record : null;
}

function sumOf({ number, object, window, present, sums, bytes, isFilling, isSealed }: ExtentRecord): number {
  const kept = Buffer.from(sums.buffer, sums.byteOffset, present.span * 4).toString('hex');
  return rowSum(number, object, window, ...present.words, kept, bytes, Number(isFilling), Number(isSealed));
}
