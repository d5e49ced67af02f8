import { OutcomeUnknownError } from '../errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** What a transaction's work came to: its result, and whether its writes are to be kept. */
export interface Decided<T> {
  readonly keep: boolean;
  readonly result: T;
}

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
