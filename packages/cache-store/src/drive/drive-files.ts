import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { FILES_DIRECTORY, INDEX_NAME } from '../drive-place/drive-names.ts';
import type { FileStamp } from '../wire/records.ts';
import { wholeBlocks } from '../slices.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
const DIRECTORIES = 256;
/** Neighbouring numbers share a directory, so that few are touched at a time. */
const NEIGHBOURS = 64;

/** The files of a drive: extents by number, in up to 256 directories. Synchronous: for a Worker. */
export class DriveFiles {
  readonly indexPath: string;
  readonly #root: string;
  readonly #directoryBytes = new Map<string, number>();
  /** Of all directories. */
  directoryBytes = 0;

  constructor(directory: string) {
    this.indexPath = join(directory, INDEX_NAME);
    this.#root = join(directory, FILES_DIRECTORY);
    mkdirSync(this.#root, { recursive: true, mode: 0o750 });
    for (const name of readdirSync(this.#root)) this.#measure(name);
  }

  /** A new file. One that is there already, without a row, is nobody's: it goes. */
  create(number: number): number {
    try {
      return this.#create(number);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') this.unlink(number);
      else if (isMissing(error)) mkdirSync(join(this.#root, directoryOf(number)), { mode: 0o750 });
      else throw error;
    }
    this.#measure(directoryOf(number));
    return this.#create(number);
  }

  /** Null when there is none. */
  open(number: number): number | null {
    try {
      return openSync(this.#pathOf(number), O_RDWR | O_NOFOLLOW);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Whether there was one. */
  unlink(number: number): boolean {
    try {
      unlinkSync(this.#pathOf(number));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Looks again how large a file's directory is; now and then is enough. */
  remeasure(number: number): void {
    if (number % NEIGHBOURS === 0) this.#measure(directoryOf(number));
  }

  /** Numbers of all files; long on a full drive. */
  *numbers(): Generator<number> {
    for (const directory of readdirSync(this.#root)) {
      for (const name of readdirSync(join(this.#root, directory))) {
        const number = Number.parseInt(name, 16);
        if (name === nameOf(number)) yield number;
      }
    }
  }

  /** Deletes files, the first written first, until so many bytes are free; how many they had. */
  deleteOldest(bytes: number): number {
    let freed = 0;
    for (const number of [...this.numbers()].toSorted((a, b) => a - b)) {
      if (freed >= bytes) break;
      freed += statSync(this.#pathOf(number)).blocks * 512;
      this.unlink(number);
    }
    return freed;
  }

  /** Deletes everything of ours but the marks of the place. */
  empty(): void {
    for (const name of readdirSync(this.#root)) rmSync(join(this.#root, name), { recursive: true, force: true });
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(this.indexPath + suffix, { force: true });
    this.#directoryBytes.clear();
    this.directoryBytes = 0;
  }

  #create(number: number): number {
    return openSync(this.#pathOf(number), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640);
  }

  #pathOf(number: number): string {
    return join(this.#root, directoryOf(number), nameOf(number));
  }

  #measure(directory: string): void {
    const bytes = statSync(join(this.#root, directory)).blocks * 512;
    this.directoryBytes += bytes - (this.#directoryBytes.get(directory) ?? 0);
    this.#directoryBytes.set(directory, bytes);
  }
}

/** The stamp by which a change by somebody else is seen, and what is allotted. */
export function inspect(descriptor: number): { readonly stamp: FileStamp; readonly allottedBytes: number } {
  const { ctimeMs, size, blocks } = fstatSync(descriptor);
  return { stamp: { changedAtMs: ctimeMs, sizeBytes: size }, allottedBytes: wholeBlocks(blocks * 512) };
}

export function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // An error of earlier writes may be told here; what is wrong with the file, its checksums tell.
  }
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}

function directoryOf(number: number): string {
  return (Math.floor(number / NEIGHBOURS) % DIRECTORIES).toString(16).padStart(2, '0');
}

function nameOf(number: number): string {
  return number.toString(16).padStart(12, '0');
}
