import { MAX_NODE_NUMBER } from '@nearhop/contracts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { transact } from './transaction.ts';

/** Takes `count` node numbers out of the store for good, and returns the first. Throws RangeError when there are not so many left. */
export function reserveNumbers(connection: SqliteConnection, count: number): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot reserve node numbers: count must be an integer of at least 1: received ${count}`);
  }
  return transact(connection, () => {
    const row = connection.statement<{ next: number }>('SELECT next_node_number AS next FROM position').get();
    const first = row?.next ?? 0;
    if (first + count > MAX_NODE_NUMBER + 1) {
      throw new RangeError(`Cannot reserve node numbers: ${MAX_NODE_NUMBER + 1 - first} are left: received ${count}`);
    }
    connection.statement('UPDATE position SET next_node_number = ?').run(first + count);
    return { keep: true, result: first };
  });
}
