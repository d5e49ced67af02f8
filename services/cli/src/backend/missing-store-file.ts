import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandFailure } from '../command-failure.ts';

const SQLITE = 'sqlite:';

/** The absolute path of the file that a store would be in but is not; undefined when it is there, or is no file at all. */
export function missingStoreFile(store: string): string | undefined {
  if (!store.startsWith(SQLITE)) return undefined;
  const path = resolve(store.slice(SQLITE.length));
  return existsSync(path) ? undefined : path;
}

/** What a command that writes nothing meets where a path is mistyped, or nothing was ever written. */
export function noStoreFailure(path: string): CommandFailure {
  return new CommandFailure(
    'unreachable',
    `Cannot open the store that NEARHOP_STORE names: there is no file "${path}"`,
    ['mend the path, or write something: the first write makes a new store'],
  );
}
