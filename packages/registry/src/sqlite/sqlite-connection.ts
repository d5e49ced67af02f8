import { constants, Database, type SQLQueryBindings, type Statement } from 'bun:sqlite';
import { checkFormat, createWhenEmpty, type FileFormat } from './file-format.ts';
import { storeFailure } from './store-failure.ts';
import { identify, isSameFile, StoreFiles, type FileIdentity } from './store-files.ts';

type Access = 'create' | 'write' | 'read';
type Row = Record<string, SQLQueryBindings>;

/**
 * All that is open in this process. SQLite maps a file's shared memory once per process: while one connection has lost its, no
 * other may be opened to that file, nor any of them closed, since both would touch it.
 */
const opened = new Set<Opened>();

interface Opened {
  readonly database: Database;
  readonly files: StoreFiles;
  readonly statements: Map<string, Statement<Row>>;
}

export interface ConnectionOptions {
  readonly path: string;
  readonly format: FileFormat;
  readonly access: Access;
  /** The file that the path must lead to; unset for the first connection. */
  readonly identity?: FileIdentity;
}

/** One SQLite connection that looks, before each use, whether its files still are what they were. */
export class SqliteConnection {
  readonly #options: ConnectionOptions;
  #opened: Opened;
  #generation = 0;

  /** Throws RegistryUnavailableError when the file cannot be opened, and SQLite's own "busy" (see patience.ts). */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#opened = open(options);
  }

  get identity(): FileIdentity {
    return this.#opened.files.identity;
  }

  /** A prepared statement, kept for the next time. */
  statement<R = Row>(sql: string): Statement<R, SQLQueryBindings[]> {
    const { statements, database } = this.#opened;
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare<Row, SQLQueryBindings[]>(sql);
      statements.set(sql, statement);
    }
    return statement as Statement<R, SQLQueryBindings[]>;
  }

  /**
   * Does some work after a look at the files. A file that somebody wrote into is opened afresh, since SQLite, which expects
   * checkpoints only, would go on with the pages that it remembers. Throws RegistryUnavailableError, or "busy".
   */
  use<T>(work: (connection: this) => T): T {
    const { path } = this.#options;
    this.#check();
    try {
      if (this.#opened.files.takeWritten()) this.#reopen();
      return work(this);
    } catch (error) {
      throw storeFailure(path, error);
    }
  }

  /** As `use`, inside a read transaction that `begin` started and the caller ends: never opens afresh. */
  useStill<T>(work: (connection: this) => T): T {
    this.#check();
    try {
      return work(this);
    } catch (error) {
      throw storeFailure(this.#options.path, error);
    }
  }

  /** Throws RegistryUnavailableError when the files are not those that were opened. */
  checkFiles(): void {
    this.#check();
  }

  /** Says whether other connections committed since: equal values mean "nothing did". */
  dataVersion(): string {
    const row = this.statement<{ data_version: number }>('PRAGMA data_version').get();
    return `${this.#generation}:${row?.data_version}`;
  }

  /** What this connection itself wrote into the file (its checkpoint) is no reason to open it afresh. */
  settle(): void {
    this.#opened.files.takeWritten();
  }

  get inTransaction(): boolean {
    return this.#opened.database.inTransaction;
  }

  close(): void {
    close(this.#opened);
  }

  #check(): void {
    try {
      this.#opened.files.check();
    } catch (error) {
      keepSideFiles(this.#opened.database);
      throw error;
    }
  }

  /** The old connection goes last, so that it is not the file's only one: the last to leave would remove the log. */
  #reopen(): void {
    const old = this.#opened;
    this.#opened = open({
      ...this.#options,
      access: this.#options.access === 'read' ? 'read' : 'write',
      identity: old.files.identity,
    });
    this.#generation++;
    close(old);
  }
}

function open({ path, format, access, identity }: ConnectionOptions): Opened {
  let database: Database | undefined;
  const expected = identity ?? identify(path);
  for (const { files } of opened) if (isSameFile(files.identity, expected)) files.checkMemory();
  try {
    database = new Database(
      path,
      access === 'read' ? { readonly: true } : { readwrite: true, create: access === 'create' },
    );
    if (access === 'create') createWhenEmpty(database, format);
    checkFormat(database, path, format); // the first read: now the files beside it are open too
    if (access !== 'read') for (const pragma of format.pragmas) database.run(pragma);
    const files = new StoreFiles(path, expected);
    const made = { database, files, statements: new Map<string, Statement<Row>>() };
    opened.add(made);
    return made;
  } catch (error) {
    database?.close();
    throw storeFailure(path, error);
  }
}

/** A connection that has lost its shared memory stays open until the process ends. */
function close(made: Opened): void {
  try {
    made.files.checkMemory();
  } catch {
    return;
  }
  if (!opened.delete(made)) return;
  for (const statement of made.statements.values()) statement.finalize();
  made.database.close();
}

/**
 * The last connection to leave deletes `-wal` by its path. When another file has the database's place, so may another log
 * have the log's, and that one is not ours to delete.
 */
function keepSideFiles(database: Database): void {
  database.fileControl(constants.SQLITE_FCNTL_PERSIST_WAL, 1);
}
