import type { CacheNodeContext } from './context.ts';
import { OriginsFile } from './node-state/origins-file.ts';

const LOOK_EVERY_MS = 1_000;

/** Feeds the state of a node that stands alone from its origins file; null for a node that control tells. Rejects when the file is bad. */
export async function followOriginsFile({ config, state, log }: CacheNodeContext): Promise<OriginsFile | null> {
  if (config.originsFile === null) return null;
  const realm = config.lab ? 'lab' : 'production';
  const file = new OriginsFile(
    { path: config.originsFile, realm, everyMs: LOOK_EVERY_MS },
    { log, changed: (origins) => state.set({ ...state.state, origins }) },
  );
  await file.start();
  return file;
}
