import { OutcomeUnknownError } from '../errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** What a transaction's work came to: its result, and whether its writes are to be kept. */
export interface Decided<T> {
  readonly keep: boolean;
  readonly result: T;
}

/** How long works go on joining one transaction: it keeps the thread. */
const MOST_MS = 10;

/**
 * Does some work in one write transaction. Throws "busy" before anything is done, RegistryUnavailableError when nothing was
 * written, and OutcomeUnknownError when COMMIT itself failed (its pages may have reached the log, and a recovery would find them) or the
 * file was exchanged meanwhile.
 */
export function transact<T>(connection: SqliteConnection, work: () => Decided<T>): T {
  return connection.use(() => {
    connection.statement('BEGIN IMMEDIATE').run();
    try {
      connection.checkFiles();
      const { keep, result } = work();
      if (keep) commit(connection);
      return result;
    } finally {
      if (connection.inTransaction) connection.statement('ROLLBACK').run();
    }
  });
}

/**
 * Does several works, one after the other, in one transaction, so that they wait for the disk once: each is kept or undone by itself, and
 * sees what those before it wrote. Returns the results of the first works, at least one: when they took long, the others are left undone.
 * Throws as `transact`, also what a work throws: then nothing was written at all.
 */
export function transactTogether<T>(
  connection: SqliteConnection,
  works: readonly ((connection: SqliteConnection) => Decided<T>)[],
): T[] {
  return transact(connection, () => {
    const startedAt = performance.now();
    const results: T[] = [];
    let keep = false;
    for (const work of works) {
      if (results.length > 0 && performance.now() - startedAt > MOST_MS) break;
      const decided = works.length === 1 ? work(connection) : inSavepoint(connection, work);
      results.push(decided.result);
      keep ||= decided.keep;
    }
    return { keep, result: results };
  });
}

function inSavepoint<T>(connection: SqliteConnection, work: (connection: SqliteConnection) => Decided<T>): Decided<T> {
  connection.statement('SAVEPOINT work').run();
  const decided = work(connection);
  if (!decided.keep) connection.statement('ROLLBACK TO work').run();
  connection.statement('RELEASE work').run();
  return decided;
}

function commit(connection: SqliteConnection): void {
  try {
    connection.statement('COMMIT').run();
    connection.checkFiles();
    connection.settle();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutcomeUnknownError(`Cannot tell whether the commit was made: ${reason}`, { cause });
  }
}
