import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FreshRegistry } from '../contract-suite/fresh-registry.ts';
import { openRegistry } from '../open-registry.ts';
import type { Registry } from '../registry.ts';

/** A SQLite registry in a directory of its own, for tests. */
export async function openFreshSqliteRegistry(): Promise<FreshRegistry> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-registry-'));
  const store = `sqlite:${join(directory, 'data', 'registry.db')}`;
  const open = new Set<Registry>();
  const reopen = async (access: 'write' | 'follow') => {
    const registry = await openRegistry(store, { access });
    open.add(registry);
    return registry;
  };
  const registry = await reopen('write');
  const dispose = async () => {
    for (const each of open) await each.close();
    rmSync(directory, { recursive: true });
  };
  return { store, registry, reopen, dispose };
}
