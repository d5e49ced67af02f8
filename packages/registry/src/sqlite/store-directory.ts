import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the directory of a store, and makes each one that is new last through a power loss. */
export function makeDirectory(path: string): void {
  const directory = dirname(path);
  const first = mkdirSync(directory, { recursive: true });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/** Makes the entry of a new file in its directory last: SQLite does that for its log, not for the database. */
export function syncEntry(path: string): void {
  if (existsSync(path)) syncDirectory(dirname(path));
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
