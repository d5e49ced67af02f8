import { openRegistry } from '@nearhop/registry';
import { startRedis, type RedisServer } from '../../harness/redis-servers.ts';
import type { Check } from '../check.ts';
import { mustCommit } from '../routing/dressed-world.ts';
import { copyData } from './saved-data.ts';

const FORKS = { full: 50, short: 3 };
const BRANCHES = 3;

interface Numbers {
  readonly revision: number;
  readonly health: number;
}

export const forkedHistory: Check = {
  name: 'servers that go on from one history, as after a failover that nobody told the old master of, never give one number twice',
  limit: '0 revisions and 0 health numbers given by two servers',
  atLeast: { full: FORKS.full * BRANCHES, short: FORKS.short * BRANCHES },
  async run({ form, progress }) {
    const wrong: string[] = [];
    const origin = await startRedis();
    const branches = await Promise.all(Array.from({ length: BRANCHES }, () => startRedis()));
    try {
      for (let fork = 1; fork <= FORKS[form]; fork++) {
        const base = await goOn(origin, `base-${fork}`);
        const numbers: Numbers[] = [];
        for (const [index, branch] of branches.entries()) {
          await copyData(origin, branch);
          numbers.push(await goOn(branch, `branch-${fork}-${index}`));
        }
        for (const what of ['revision', 'health'] as const) {
          const given = numbers.map((each) => each[what]);
          if (new Set(given).size < BRANCHES) wrong.push(`after ${what} ${base[what]} came ${given.join(' and ')}`);
        }
        progress(`${fork} of ${FORKS[form]}: revision ${numbers.map(({ revision }) => revision).join(', ')}`);
      }
    } finally {
      await Promise.all([origin, ...branches].map((server) => server.stop()));
    }
    return { figure: `${wrong.length} given twice`, tried: FORKS[form] * BRANCHES, ok: wrong.length === 0, wrong };
  },
};

/** Commits one record and publishes one vector. */
async function goOn({ port }: RedisServer, id: string): Promise<Numbers> {
  const registry = await openRegistry(`redis://127.0.0.1:${port}`, { access: 'write' });
  const revision = await mustCommit(registry, [{ kind: 'customer', id, value: { id, name: id, asns: [] } }]);
  const { number } = await registry.health.publishVector(new Uint8Array(1), Date.now());
  await registry.close();
  return { revision, health: number };
}
