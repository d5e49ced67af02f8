import { Database } from 'bun:sqlite';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from '../command-failure.ts';

const MARKER = 'made-by-nearhop-up';
const LOCK = 'lock.db';
const DEMO_MARKER = 'has-demo-records';

/** The folder that `up` alone writes, held by this process until `release`. */
export interface DataDirectory {
  readonly path: string;
  readonly store: string;
  /** Whether the demo's records were written once: whoever deletes one later does not get it back. */
  readonly hasDemoRecords: boolean;
  rememberDemoRecords(): void;
  release(): void;
}

/**
 * Makes or takes over `<parent>/up`. With `forget`, what an earlier `up` left in it is removed first; a folder
 * without the marker that `up` writes is somebody else's and is refused.
 */
export function takeDataDirectory(parent: string, contents: 'keep' | 'forget'): DataDirectory {
  const path = join(parent, 'up');
  try {
    requireOurs(path);
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, MARKER),
      'The data of "nearhop up". "nearhop up --fresh" removes what is in this folder.\n',
    );
  } catch (error) {
    throw error instanceof CommandFailure ? error : unusable(path, error);
  }
  const lock = takeLock(path);
  if (contents === 'forget') {
    for (const name of readdirSync(path).filter((entry) => entry !== MARKER && !entry.startsWith(LOCK))) {
      rmSync(join(path, name), { recursive: true });
    }
  }
  return {
    path,
    store: `sqlite:${join(path, 'registry.db')}`,
    hasDemoRecords: existsSync(join(path, DEMO_MARKER)),
    rememberDemoRecords: () => writeFileSync(join(path, DEMO_MARKER), ''),
    release: () => lock.close(),
  };
}

function requireOurs(path: string): void {
  if (!existsSync(path) || existsSync(join(path, MARKER)) || readdirSync(path).length === 0) return;
  throw new CommandFailure(
    'refused',
    `Cannot use folder "${path}": it is not one that nearhop up made: set NEARHOP_DATA_DIR to another`,
  );
}

function unusable(path: string, error: unknown): CommandFailure {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return new CommandFailure(
    'refused',
    `Cannot use folder "${path}": it cannot be made or written (${code}): set NEARHOP_DATA_DIR to another`,
  );
}

/** SQLite's lock on a file ends with the process, however it ends. */
function takeLock(path: string): Database {
  const lock = new Database(join(path, LOCK), { create: true });
  try {
    lock.run('PRAGMA busy_timeout = 0');
    lock.run('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw new CommandFailure(
      'refused',
      `Cannot use folder "${path}": another nearhop up runs on it: stop that one, or set NEARHOP_DATA_DIR to another`,
    );
  }
}
