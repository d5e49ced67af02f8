import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import { commitContract } from '../contract-suite/commit-contract.ts';
import { changeOf, customerWrite } from '../contract-suite/example-records.ts';
import { followContract } from '../contract-suite/follow-contract.ts';
import { openRegistry } from '../open-registry.ts';
import { startSentinels, type RedisSentinels } from '../../../../test/harness/redis-sentinels.ts';
import { freshIn } from '../../../../test/harness/redis-fixture.ts';
import { commitThroughout } from '../../../../test/harness/commit-throughout.ts';
import { waitUntil } from '../../../../test/harness/wait-until.ts';

const PATIENCE_MS = 60_000;

describe('redis with Sentinels', () => {
  let redis: RedisSentinels;
  beforeAll(async () => void (redis = await startSentinels()), PATIENCE_MS);
  afterAll(() => redis.stop());

  const openFresh = async () => {
    await (await redis.master()).admin.flushall();
    return freshIn(redis.store);
  };
  commitContract(openFresh);
  followContract(openFresh);

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
        expect(report.lost).toEqual([]);
        expect(report.reused).toEqual([]);
        expect(report.acknowledgedAfter).toBeGreaterThan(0);
        expect((await fresh.registry.position()).revision).toBeGreaterThan(1_000_000);
        await redis.settled();
      } finally {
        await fresh.dispose();
      }
    },
    PATIENCE_MS,
  );

  test(
    'without the replica no commit is acknowledged',
    async () => {
      const fresh = await openFresh();
      try {
        const replica = await redis.replica();
        replica.signal('SIGSTOP');
        const change = { ...changeOf(customerWrite('a')), idempotencyKey: 'key' };
        const error = await fresh.registry.commit(change, []).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' });
        // The same again finds what was made, and must wait for the replica all the same.
        expect(await fresh.registry.commit(change, []).catch((reason: unknown) => reason)).toMatchObject({
          code: 'ERR_OUTCOME_UNKNOWN',
        });
        replica.signal('SIGCONT');
        await redis.settled();
        expect(await fresh.registry.commit(change, [])).toMatchObject({ kind: 'committed', repeated: true });
      } finally {
        await fresh.dispose();
      }
    },
    PATIENCE_MS,
  );

  test(
    'tells of a Sentinel that is gone, and prints nothing of its own',
    async () => {
      const [sentinel] = redis.sentinels;
      const told: object[] = [];
      const printed = spyOn(console, 'error');
      const log = { warn: (fields: object) => void told.push(fields) };
      const registry = await openRegistry(redis.store, { access: 'follow', log });
      try {
        await registry.position();
        await sentinel?.kill();
        const gone = { code: 'sentinel-silent', sentinel: `127.0.0.1:${sentinel?.port}` };
        await waitUntil('the log tells of it', () => told.length > 0, PATIENCE_MS);
        expect(told).toContainEqual(gone);
        await registry.position();
        expect(printed).not.toHaveBeenCalled();
      } finally {
        printed.mockRestore();
        await sentinel?.restart();
        await registry.close();
      }
    },
    PATIENCE_MS,
  );
});
