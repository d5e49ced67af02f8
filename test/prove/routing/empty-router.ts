import { openRegistry, type RecordWrite } from '@nearhop/registry';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRouter, type RouterProcess } from '../../harness/router-process.ts';
import { mustCommit } from './dressed-world.ts';

/** The one origin that the router of `withEmptyRouter` knows. */
export const ONLY_ORIGIN = 'download.example.com';

/** Runs a router over a registry that holds one origin and nothing else. */
export async function withEmptyRouter<Result>(
  env: Readonly<Record<string, string>>,
  use: (router: RouterProcess) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-empty-'));
  const store = `sqlite:${join(directory, 'registry.db')}`;
  const registry = await openRegistry(store, { access: 'write' });
  const value = { host: ONLY_ORIGIN, scheme: 'http', port: 80 } as const;
  const writes: RecordWrite[] = [{ kind: 'origin', id: value.host, value }];
  await mustCommit(registry, writes);
  await registry.close();
  const router = await startRouter({ store, dataDirectory: join(directory, 'data'), env });
  try {
    return await use(router);
  } finally {
    await router.process.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
