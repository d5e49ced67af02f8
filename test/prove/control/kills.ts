import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControl } from '../../harness/control-process.ts';
import { DURABLE, startRedis } from '../../harness/redis-servers.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { runKillCampaign } from './kill-campaign.ts';

const LIMIT =
  'nothing half-done: a node always has exactly its claims; every acknowledged write is in the history once; the hash chain is whole';

/** kill -9 of control on the embedded store, which is the same process: both end in the middle of a write. */
export const controlKills: Check = {
  name: 'kill -9 of control at random instants',
  limit: LIMIT,
  atLeast: { full: 1_000, short: 40 },
  async run(run: CheckRun): Promise<Finding> {
    const directory = await mkdtemp(join(tmpdir(), 'nearhop-kills-'));
    const store = `sqlite:${join(directory, 'registry.db')}`;
    const control = await startControl({ store });
    try {
      const strike = async () => {
        await control.kill();
        await control.restart();
      };
      return await runKillCampaign({ store, control, ...sizeOf(run), strike }, run);
    } finally {
      await control.stop();
      await rm(directory, { recursive: true });
    }
  },
};

/** kill -9 of Redis, which writes each commit to its append-only file before it answers; control stays. */
export const storeKills: Check = {
  name: 'kill -9 of the store at random instants',
  limit: LIMIT,
  atLeast: { full: 1_000, short: 40 },
  async run(run: CheckRun): Promise<Finding> {
    const redis = await startRedis({ lines: DURABLE });
    const store = `redis://127.0.0.1:${redis.port}`;
    const control = await startControl({ store }).catch(async (error: unknown) => {
      await redis.stop();
      throw error;
    });
    try {
      return await runKillCampaign({ store, control, ...sizeOf(run), strike: () => redis.restart() }, run);
    } finally {
      await control.stop();
      await redis.stop();
    }
  },
};

function sizeOf({ form }: CheckRun) {
  return form === 'full' ? { writes: 1_000, rows: 0.02 } : { writes: 40, rows: 0 };
}
