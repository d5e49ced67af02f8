import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { RegistryUnavailableError } from '../errors.ts';
import { SECRETS_FORMAT } from './secrets-format.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { syncEntry } from './store-directory.ts';
import { identify } from './store-files.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** The file of secrets: made when it is first used, for its owner's eyes only, and from then on the only one that this object uses. */
export class SecretsFile {
  readonly path: string;
  #connection: SqliteConnection | undefined;
  #isClosed = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Throws RegistryUnavailableError when it cannot be opened or made, and "busy" (see patience.ts). */
  connection(): SqliteConnection {
    if (this.#isClosed) throw new RegistryUnavailableError(`Cannot use secrets file "${this.path}": it was closed`);
    if (this.#connection !== undefined) return this.#connection;
    makePrivate(this.path);
    return (this.#connection = new SqliteConnection({ path: this.path, format: SECRETS_FORMAT, access: 'create' }));
  }

  close(): void {
    this.#isClosed = true;
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** SQLite would make it readable for others; the log and the shared memory get the rights of the file. */
function makePrivate(path: string): void {
  try {
    if (identify(path) === undefined) makeEmpty(path);
    for (const side of ['', '-wal', '-shm']) {
      const mode = statSync(path + side, { throwIfNoEntry: false })?.mode ?? 0;
      if ((mode & OTHERS) !== 0) chmodSync(path + side, OWNER_ONLY);
    }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new RegistryUnavailableError(
      `Cannot open secrets file "${path}": it cannot be kept from others (${reason})`,
      {
        cause,
      },
    );
  }
}

/** Leaves the file to another process that was quicker; one that is there is never opened, since closing it would drop SQLite's locks. */
function makeEmpty(path: string): void {
  try {
    closeSync(openSync(path, 'ax', OWNER_ONLY));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  syncEntry(path);
}
