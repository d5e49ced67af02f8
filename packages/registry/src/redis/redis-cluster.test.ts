import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readAll } from '../contract-suite/collect.ts';
import { followContract } from '../contract-suite/follow-contract.ts';
import { healthContract } from '../contract-suite/health-contract.ts';
import { overlapContract } from '../contract-suite/overlap-contract.ts';
import { commitThroughout } from '../../../../test/harness/commit-throughout.ts';
import { startCluster, type RedisCluster } from '../../../../test/harness/redis-cluster.ts';
import { freshIn } from '../../../../test/harness/redis-fixture.ts';
import { waitUntil } from '../../../../test/harness/wait-until.ts';

const PATIENCE_MS = 60_000;

describe('redis cluster', () => {
  let redis: RedisCluster;
  beforeAll(async () => void (redis = await startCluster()), PATIENCE_MS);
  afterAll(() => redis.stop());

  const openFresh = async () => {
    await redis.flush();
    return freshIn(redis.store);
  };
  followContract(openFresh);
  healthContract(openFresh);
  overlapContract(openFresh);

  test(
    'resharding while many commit loses nothing that was acknowledged',
    async () => {
      const fresh = await openFresh();
      try {
        let target;
        const report = await commitThroughout(fresh, async () => void (target = await redis.reshard()));
        expect({ lost: report.lost, reused: report.reused }).toEqual({ lost: [], reused: [] });
        await redis.settled();
        expect(await redis.master()).toBe(target as never);
        expect((await readAll(fresh.registry)).records.length).toBeGreaterThanOrEqual(
          report.acknowledgedBefore + report.acknowledgedAfter,
        );
      } finally {
        await fresh.dispose();
      }
    },
    PATIENCE_MS,
  );

  test(
    'a master killed while many commit loses nothing that was acknowledged, and no revision is made twice',
    async () => {
      const fresh = await openFresh();
      try {
        const killed = await redis.master();
        const report = await commitThroughout(fresh, async () => {
          await killed.kill();
          await waitUntil('another master was chosen', async () => (await redis.master()) !== killed, PATIENCE_MS);
          await killed.restart(); // without a replica nothing is acknowledged
        });
        expect({ lost: report.lost, reused: report.reused }).toEqual({ lost: [], reused: [] });
        expect((await fresh.registry.position()).revision).toBeGreaterThan(1_000_000);
      } finally {
        await fresh.dispose();
      }
    },
    PATIENCE_MS,
  );
});
