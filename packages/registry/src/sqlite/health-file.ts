import { SQLiteError } from 'bun:sqlite';
import { rmSync } from 'node:fs';
import { RegistryUnavailableError } from '../errors.ts';
import { healthFormat } from './health-format.ts';
import { patiently } from './patience.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { identify } from './store-files.ts';

/**
 * The health file, which anyone may delete at any time: readers then see an empty one, and the next writer makes it again, as it does
 * when the file is full of garbage.
 */
export class HealthFile {
  readonly #path: string;
  readonly #firstNumber: () => Promise<number>;
  #reader: SqliteConnection | undefined;
  #writer: SqliteConnection | undefined;

  /** `firstNumber`: above which health numbers go on when the file has to be made. */
  constructor(path: string, firstNumber: () => Promise<number>) {
    this.#path = path;
    this.#firstNumber = firstNumber;
  }

  /** Reads; undefined when there is no file. */
  async read<T>(work: (connection: SqliteConnection) => T): Promise<T | undefined> {
    return patiently(() => {
      if (identify(this.#path) === undefined) return undefined;
      return this.#usable('read', 0).use(work);
    });
  }

  /** Writes, making the file when there is none or when it is broken. */
  async write<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    const firstNumber = identify(this.#path) === undefined ? await this.#firstNumber() : 0;
    try {
      return await patiently(() => this.#usable('create', firstNumber).use(work));
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
    const next = await this.#firstNumber();
    this.close();
    for (const side of ['', '-wal', '-shm']) rmSync(this.#path + side, { force: true });
    return patiently(() => this.#usable('create', next).use(work));
  }

  /** A connection of its own for one reader that waits for changes; undefined when there is no file. */
  openReader(): SqliteConnection | undefined {
    if (identify(this.#path) === undefined) return undefined;
    return new SqliteConnection({ path: this.#path, format: healthFormat(0), access: 'read' });
  }

  close(): void {
    this.#reader?.close();
    this.#writer?.close();
    this.#reader = undefined;
    this.#writer = undefined;
  }

  /** The open connection, or a new one when the file is another than it was. */
  #usable(access: 'read' | 'create', firstNumber: number): SqliteConnection {
    const open = access === 'read' ? this.#reader : this.#writer;
    if (open !== undefined && isCurrent(open)) return open;
    open?.close();
    const path = this.#path;
    if (access === 'read') {
      this.#reader = undefined;
      return (this.#reader = new SqliteConnection({ path, format: healthFormat(0), access }));
    }
    this.#writer = undefined;
    return (this.#writer = new SqliteConnection({ path, format: healthFormat(firstNumber), access }));
  }
}

/** Whether the files of a connection still are at their paths. */
export function isCurrent(connection: SqliteConnection): boolean {
  try {
    connection.checkFiles();
    return true;
  } catch {
    return false;
  }
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof RegistryUnavailableError)) return false;
  const { cause } = error;
  return cause instanceof SQLiteError && /^SQLITE_(?:CORRUPT|NOTADB|IOERR)/.test(cause.code ?? '');
}
