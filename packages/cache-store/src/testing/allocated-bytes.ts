import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_NAME, MARK_NAME } from '../drive-place/drive-names.ts';

/** What the file system has allotted to a drive's files and directories, but for the mark and the top itself. */
export function allocatedBytes(directory: string): number {
  let bytes = 0;
  for (const name of readdirSync(directory))
    if (name !== LOCK_NAME && name !== MARK_NAME) bytes += measure(join(directory, name));
  return bytes;
}

function measure(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  let bytes = found.blocks * 512;
  if (found.isDirectory()) for (const name of readdirSync(path)) bytes += measure(join(path, name));
  return bytes;
}

/** Paths of all extents' files. */
export function extentPaths(directory: string): string[] {
  const root = join(directory, 'extents');
  return readdirSync(root).flatMap((name) => readdirSync(join(root, name)).map((file) => join(root, name, file)));
}
