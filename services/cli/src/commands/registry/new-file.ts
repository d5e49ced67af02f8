import { constants } from 'node:fs';
import { access, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only who made it may read it. */
const MODE = 0o600;

/** What to do about a file that has the name already. */
export type Existing = 'keep' | 'replace';

/** The target is there already, and was to be kept. */
export class FileExistsError extends Error {
  readonly code = 'ERR_FILE_EXISTS';
  override readonly name = 'FileExistsError';
}

/**
 * Lets `fill` write a file that appears under its name whole and on disk, or not at all. Returns its size in bytes. Rejects with
 * FileExistsError before `fill` is called, or when somebody else made the file meanwhile, and as `fill` and the file system do.
 */
export async function writeNewFile(
  path: string,
  existing: Existing,
  fill: (file: FileHandle) => Promise<void>,
): Promise<number> {
  await requireFree(path, existing);
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const sizeBytes = await writeDurably(temporary, fill);
    await requireFree(path, existing);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return sizeBytes;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function requireFree(path: string, existing: Existing): Promise<void> {
  if (existing === 'replace') return;
  const isThere = await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw new FileExistsError(`Cannot write "${path}": it is there already`);
}

async function writeDurably(path: string, fill: (file: FileHandle) => Promise<void>): Promise<number> {
  const file = await open(path, 'wx', MODE);
  try {
    await fill(file);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** A name is on disk when its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
