import { statSync, type Stats } from 'node:fs';
import { RegistryUnavailableError } from '../errors.ts';

const SIDES = ['-wal', '-shm'] as const;

/** Which file a path led to: two files never have the same. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
}

export function isSameFile(x: FileIdentity, y: FileIdentity | undefined): boolean {
  return x.ino === y?.ino && x.dev === y.dev;
}

/** The file at a path, or undefined when there is none. Throws for other failures of the file system. */
export function identify(path: string): FileIdentity | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && { dev: stats.dev, ino: stats.ino };
}

/**
 * Watches, for one open connection, that the database and the two files beside it still are the ones it has open: SQLite
 * itself would go on writing into a file that is no longer at its path, and touching a `-shm` that was cut short ends the process
 * with SIGBUS (it is memory-mapped). Three `stat` calls, about 3 µs; never opens the files: closing one would drop the
 * process's POSIX locks on it.
 */
export class StoreFiles {
  readonly #path: string;
  readonly #opened: readonly FileIdentity[];
  #sizeBytes: number;
  #mtimeMs: number;
  readonly #shmBytes: number;
  #memoryLost = false;

  /** To be made right after the first read. Throws RegistryUnavailableError when the path leads to another file than `expected`. */
  constructor(path: string, expected: FileIdentity | undefined) {
    this.#path = path;
    const database = statOf(path);
    if (expected !== undefined && !isSameFile(database, expected)) throw gone(path, 'was replaced by another file');
    const sides = SIDES.map((side) => statOf(path + side));
    this.#opened = [database, ...sides].map(({ dev, ino }) => ({ dev, ino }));
    this.#sizeBytes = database.size;
    this.#mtimeMs = database.mtimeMs;
    this.#shmBytes = sides[1]?.size ?? 0;
  }

  get identity(): FileIdentity {
    return this.#opened[0] as FileIdentity; // the database's, put in by the constructor
  }

  /** Throws RegistryUnavailableError when a file is gone, is another one, or was cut short. */
  check(): void {
    const database = this.#same(0, this.#path);
    this.#same(1, this.#path + SIDES[0]);
    const shm = this.#same(2, this.#path + SIDES[1]);
    this.checkMemory(shm);
    if (database.size < this.#sizeBytes) throw gone(this.#path, 'was cut short');
    this.#sizeBytes = database.size;
  }

  /** Whether somebody wrote into the database file since this was last asked: a checkpoint, or a vandal. */
  takeWritten(): boolean {
    const { mtimeMs } = statOf(this.#path);
    const written = mtimeMs !== this.#mtimeMs;
    this.#mtimeMs = mtimeMs;
    return written;
  }

  /** Throws RegistryUnavailableError when SQLite may not touch its shared memory without risking SIGBUS. */
  checkMemory(shm = statSync(this.#path + SIDES[1], { throwIfNoEntry: false })): void {
    // Where the file is gone or another has its place, ours lives on, as it was when last seen, until it is unmapped.
    if (shm !== undefined && isSameFile(shm, this.#opened[2])) this.#memoryLost = shm.size < this.#shmBytes;
    if (this.#memoryLost) throw gone(this.#path + SIDES[1], 'was cut short');
  }

  #same(index: number, path: string): Stats {
    const stats = statOf(path);
    if (!isSameFile(stats, this.#opened[index])) throw gone(path, 'was replaced by another file');
    return stats;
  }
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw gone(path, `is gone (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function gone(path: string, what: string): RegistryUnavailableError {
  return new RegistryUnavailableError(`Cannot use store: file "${path}" ${what} while it was open`);
}
