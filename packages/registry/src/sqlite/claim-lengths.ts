import type { Family } from '@nearhop/ip';
import type { SqliteConnection } from './sqlite-connection.ts';

/** The prefix lengths below `length` that any claim of a family has, ascending. */
export function ancestorLengths(connection: SqliteConnection, family: Family, length: number): number[] {
  const sql = 'SELECT length FROM claim_lengths WHERE family = ? AND length < ? ORDER BY length';
  return (connection.statement(sql).values(family, length) as [number][]).map(([outer]) => outer);
}

/** Counts claims by family and length during one commit, to be written at its end. */
export class ClaimLengthDeltas {
  readonly #deltas = new Map<number, number>();

  /** `by`: 1 for a claim more, -1 for one less. */
  count(family: Family, length: number, by: 1 | -1): void {
    const key = family * 1_000 + length;
    this.#deltas.set(key, (this.#deltas.get(key) ?? 0) + by);
  }

  write(connection: SqliteConnection): void {
    const add = `INSERT INTO claim_lengths VALUES (?, ?, ?)
      ON CONFLICT (family, length) DO UPDATE SET claims = claims + excluded.claims`;
    for (const [key, by] of this.#deltas) {
      if (by !== 0) connection.statement(add).run(Math.floor(key / 1_000), key % 1_000, by);
    }
    connection.statement('DELETE FROM claim_lengths WHERE claims = 0').run();
  }
}
