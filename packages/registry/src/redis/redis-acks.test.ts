import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { changeOf, customerWrite } from '../contract-suite/example-records.ts';
import { openRegistry } from '../open-registry.ts';
import type { Registry } from '../registry.ts';
import { startSentinels, type RedisSentinels } from '../../../../test/harness/redis-sentinels.ts';
import type { RedisServer } from '../../../../test/harness/redis-servers.ts';
import { waitUntil } from '../../../../test/harness/wait-until.ts';

const PATIENCE_MS = 60_000;
const UNKNOWN = 'ERR_OUTCOME_UNKNOWN';
const UNAVAILABLE = 'ERR_REGISTRY_UNAVAILABLE';

describe('a commit to a master with two replicas', () => {
  let redis: RedisSentinels;
  let replica: RedisServer;
  beforeAll(async () => void (redis = await startSentinels({ replicas: 2 })), PATIENCE_MS);
  afterAll(() => redis.stop());
  beforeEach(async () => void (replica = await redis.replica()));

  let serial = 0;
  const kindOrCode = (registry: Registry) =>
    registry.commit(changeOf(customerWrite(`c-${++serial}`)), []).then(
      ({ kind }) => kind as string,
      (error: { code: string }) => error.code,
    );
  const withRegistry = async (acks: number | undefined, body: (registry: Registry) => Promise<void>) => {
    const registry = await openRegistry(redis.store, { access: 'write', ...(acks !== undefined && { acks }) });
    try {
      await body(registry);
    } finally {
      await registry.close();
    }
  };
  const forgotten = async () => {
    const master = await redis.master();
    const knowsOne = async () => (await master.admin.info('replication')).includes('connected_slaves:1');
    await waitUntil('the master has forgotten the replica', knowsOne, PATIENCE_MS);
  };

  test(
    'is acknowledged when both have it, and by one where the operator says so',
    () =>
      withRegistry(undefined, (cautious) =>
        withRegistry(1, async (bold) => {
          expect([await kindOrCode(cautious), await kindOrCode(bold)]).toEqual(['committed', 'committed']);
          replica.signal('SIGSTOP');
          expect([await kindOrCode(bold), await kindOrCode(cautious)]).toEqual(['committed', UNKNOWN]);
          replica.signal('SIGCONT');
          expect(await kindOrCode(cautious)).toBe('committed');
        }),
      ),
    PATIENCE_MS,
  );

  test(
    'is refused while one is down, also by whoever comes when the master knows of one alone, and the refusal says what to do',
    () =>
      withRegistry(undefined, async (before) => {
        expect(await kindOrCode(before)).toBe('committed');
        await replica.kill();
        await forgotten();
        await withRegistry(undefined, async (after) => {
          expect([await kindOrCode(before), await kindOrCode(after)]).toEqual([UNAVAILABLE, UNAVAILABLE]);
          const refusal = await after.commit(changeOf(customerWrite('x')), []).catch((error: Error) => error.message);
          for (const text of ['1 of the 2 replicas', 'SENTINEL RESET', 'NEARHOP_STORE_ACKS=1'])
            expect(refusal).toContain(text);
          await withRegistry(1, async (bold) => expect(await kindOrCode(bold)).toBe('committed'));
          await replica.restart();
          await redis.settled();
          expect([await kindOrCode(before), await kindOrCode(after)]).toEqual(['committed', 'committed']);
        });
      }),
    PATIENCE_MS,
  );

  test(
    'counts a replica that came after the link was made',
    async () => {
      await replica.admin.call('REPLICAOF', 'NO', 'ONE');
      await forgotten();
      for (const sentinel of redis.sentinels) await sentinel.admin.call('SENTINEL', 'RESET', 'nearhop');
      await withRegistry(undefined, async (registry) => {
        expect(await kindOrCode(registry)).toBe('committed');
        const master = await redis.master();
        await replica.admin.call('REPLICAOF', '127.0.0.1', String(master.port));
        await redis.settled();
        expect(await kindOrCode(registry)).toBe('committed');
        replica.signal('SIGSTOP');
        expect(await kindOrCode(registry)).toBe(UNKNOWN);
        replica.signal('SIGCONT');
      });
    },
    PATIENCE_MS,
  );
});
