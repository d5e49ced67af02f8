import { resolve } from 'node:path';
import { RegistryUnavailableError } from '../errors.ts';
import { patiently } from './patience.ts';
import { REGISTRY_FORMAT } from './schema.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteRegistry } from './sqlite-registry.ts';
import { makeDirectory, syncEntry } from './store-directory.ts';
import { identify } from './store-files.ts';

/** Opens the registry in a file; `write` makes it, with its directory, when there is none. */
export async function openSqliteRegistry(file: string, access: 'write' | 'follow'): Promise<SqliteRegistry> {
  const path = resolve(file);
  const isNew = access === 'write' && makeRoom(path);
  const connection = await patiently(
    () => new SqliteConnection({ path, format: REGISTRY_FORMAT, access: access === 'write' ? 'create' : 'read' }),
  );
  if (isNew) syncEntry(path);
  return new SqliteRegistry({ path, access }, { connection });
}

/** Whether the file has to be made; then its directory is there afterwards. */
function makeRoom(path: string): boolean {
  try {
    if (identify(path) !== undefined) return false;
    makeDirectory(path);
    return true;
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new RegistryUnavailableError(`Cannot make store "${path}": its directory cannot be made (${reason})`, {
      cause,
    });
  }
}
