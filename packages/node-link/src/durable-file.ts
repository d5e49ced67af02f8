import { randomUUID } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Readable by the owner alone. */
const MODE = 0o600;

/** Replaces a file by one with this text: whole or not at all, and still there after a loss of power. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const written = await writeBeside(path, text);
  await rename(written, path);
  await syncDirectory(path);
}

/** As `replaceFile`, where no file may be yet: false when there is one. */
export async function createFile(path: string, text: string): Promise<boolean> {
  const written = await writeBeside(path, text);
  try {
    await link(written, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(written);
  }
  await syncDirectory(path);
  return true;
}

async function writeBeside(path: string, text: string): Promise<string> {
  const beside = `${path}.${randomUUID()}`;
  const file = await open(beside, 'wx', MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return beside;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
