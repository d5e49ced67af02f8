import type { Registry } from './registry.ts';
import { openSqliteRegistry } from './sqlite/open-sqlite-registry.ts';

const SQLITE = 'sqlite:';

/**
 * Opens the registry that `NEARHOP_STORE` names: `sqlite:<path>`. With `write` a store that is not there is made; with `follow`
 * nothing ever is, and records can only be read. Rejects with RegistryUnavailableError when the store cannot be opened, RangeError
 * when the text names none.
 */
export async function openRegistry(store: string, options: { readonly access: 'write' | 'follow' }): Promise<Registry> {
  const path = store.startsWith(SQLITE) ? store.slice(SQLITE.length) : '';
  if (path === '' || path.startsWith(':') || path.startsWith('file:')) {
    throw new RangeError(`Cannot open registry "${store}": write sqlite:<path>, such as "sqlite:data/registry.db"`);
  }
  return openSqliteRegistry(path, options.access);
}
