import { SQLiteError } from 'bun:sqlite';
import { RegistryUnavailableError } from '../errors.ts';

/** Another process holds the lock that was needed: worth another try at once. */
export function isBusy(error: unknown): boolean {
  return error instanceof SQLiteError && /^SQLITE_(?:BUSY|PROTOCOL)/.test(error.code ?? '');
}

/**
 * What went wrong with the file, for the caller: everything that SQLite complains of, and stored text that is no JSON (pages
 * full of garbage may pass for rows), means that the store cannot be read now. Any other error, and "busy", is returned as it is.
 */
export function storeFailure(path: string, error: unknown): unknown {
  if (isBusy(error)) return error;
  if (!(error instanceof SQLiteError || error instanceof SyntaxError)) return error;
  const code = error instanceof SQLiteError ? (error.code ?? 'SQLITE_ERROR') : 'ERR_JSON';
  return new RegistryUnavailableError(`Cannot use store "${path}": ${error.message} (${code})`, { cause: error });
}
