import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { changeOf, claimWrite, customerWrite, mustCommit, nodeWrite } from '../contract-suite/example-records.ts';
import { readAll } from '../contract-suite/collect.ts';
import type { FollowStep, Registry } from '../registry.ts';
import { openRedisRegistry } from './open-redis-registry.ts';
import { RedisFixture } from '../../../../test/harness/redis-fixture.ts';
import { waitUntil } from '../../../../test/harness/wait-until.ts';
import { CHANGES, CLAIMS_BY_NODE, holdersKey, POSITION, recordsKey } from './keys.ts';

const TIMEOUT_MS = 300;
const PATIENCE_MS = 20_000;

const fixture = new RedisFixture();
beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
};

async function withRegistry(body: (registry: Registry, store: string) => Promise<void>): Promise<void> {
  const store = await fixture.freshStore();
  const registry = await openRedisRegistry(store, {
    access: 'write',
    lab: false,
    acks: undefined,
    timeoutMs: TIMEOUT_MS,
  });
  try {
    await mustCommit(registry, customerWrite('acme'), nodeWrite(1, 'acme'), claimWrite(1, 'acme', '10.0.0.0/8'));
    await body(registry, store);
  } finally {
    await registry.close();
  }
}

describe('a Redis registry', () => {
  test('whose server was killed is unavailable, and goes on after its restart at least 1,000,000 revisions higher', () =>
    withRegistry(async (registry) => {
      const before = await registry.position();
      await fixture.server.kill();
      expect(await codeOf(registry.position())).toBe('ERR_REGISTRY_UNAVAILABLE');
      expect(await codeOf(registry.commit(changeOf(customerWrite('b')), []))).toBe('ERR_REGISTRY_UNAVAILABLE');
      await fixture.server.restart();
      expect(await registry.position()).toEqual(before);
      const after = (await mustCommit(registry, customerWrite('b'))).revision;
      expect(after).toBeGreaterThanOrEqual(before.revision + 1_000_000);
      expect((await mustCommit(registry, customerWrite('c'))).revision).toBe(after + 1);
      expect((await readAll(registry)).records).toHaveLength(5);
    }));

  test('whose server is silent does not know what became of a commit, and finds it made when asked again', () =>
    withRegistry(async (registry) => {
      const change = { ...changeOf(customerWrite('b')), idempotencyKey: 'once' };
      fixture.server.signal('SIGSTOP');
      const isNew = { kind: 'customer', id: 'b', revision: 0 } as const; // so that the commit itself is the first that is sent
      expect(await codeOf(registry.commit(change, [isNew]))).toBe('ERR_OUTCOME_UNKNOWN');
      expect(await codeOf(registry.get('customer', 'b'))).toBe('ERR_REGISTRY_UNAVAILABLE');
      fixture.server.signal('SIGCONT');
      await waitUntil(
        'the commit was made',
        async () =>
          (await codeOf(registry.get('customer', 'b'))) !== undefined && (await registry.position()).revision === 2,
        PATIENCE_MS,
      );
      expect(await registry.commit(change, [])).toMatchObject({
        kind: 'committed',
        repeated: true,
        position: { revision: 2 },
      });
    }));

  test('waits for a short pause of its clients, and reports a long one', () =>
    withRegistry(async (registry) => {
      await fixture.server.admin.client('PAUSE', TIMEOUT_MS / 3);
      expect(await codeOf(registry.get('customer', 'acme'))).toMatchObject({ id: 'acme' });
      await fixture.server.admin.client('PAUSE', TIMEOUT_MS * 20, 'WRITE');
      expect(await codeOf(registry.commit(changeOf(customerWrite('b')), []))).toBe('ERR_OUTCOME_UNKNOWN');
      await fixture.server.admin.client('UNPAUSE');
    }));

  test('that was flushed cannot be read or written, and says so to who follows', () =>
    withRegistry(async (registry, store) => {
      const follower = await openRedisRegistry(store, { access: 'follow', lab: false, acks: undefined });
      const steps: FollowStep[] = [];
      const position = await registry.position();
      const following = codeOf(
        (async () => {
          for await (const step of follower.changes(position, new AbortController().signal)) steps.push(step);
        })(),
      );
      await fixture.server.admin.flushdb();
      expect(await following).toBe('ERR_REGISTRY_UNAVAILABLE');
      await follower.close();
      for (const work of [() => registry.position(), () => registry.snapshot(), () => registry.reserveNodeNumbers(1)]) {
        expect(await codeOf(work())).toBe('ERR_REGISTRY_UNAVAILABLE');
      }
      expect(await codeOf(registry.commit(changeOf(customerWrite('b')), []))).toBe('ERR_REGISTRY_UNAVAILABLE');
      expect(steps).toEqual([]);
    }));

  test('never commits to another registry that took its place', () =>
    withRegistry(async (registry, store) => {
      await fixture.server.admin.flushdb();
      const other = await openRedisRegistry(store, { access: 'write', lab: false, acks: undefined });
      expect(await codeOf(registry.commit(changeOf(customerWrite('b')), []))).toBe('ERR_REGISTRY_UNAVAILABLE');
      expect(await other.position()).toMatchObject({ revision: 0 });
      await other.close();
    }));

  test('whose server became a replica refuses to commit, and commits again when it is the master', () =>
    withRegistry(async (registry) => {
      const { admin } = fixture.server;
      await admin.replicaof('127.0.0.1', 1);
      const waiting = registry.commit(changeOf(customerWrite('b')), []);
      await Bun.sleep(50); // into its attempts
      await admin.replicaof('NO', 'ONE');
      expect(await waiting).toMatchObject({ kind: 'committed' });
      expect((await registry.position()).revision).toBeGreaterThan(1_000_000);
    }));

  test('whose server is out of memory refuses to commit, and nothing is half-made', () =>
    withRegistry(async (registry) => {
      const before = await readAll(registry);
      await fixture.server.admin.config('SET', 'maxmemory', '1');
      expect(await codeOf(registry.commit(changeOf(customerWrite('b')), []))).toBe('ERR_REGISTRY_UNAVAILABLE');
      await fixture.server.admin.config('SET', 'maxmemory', '0');
      expect(await readAll(registry)).toEqual(before);
    }));

  test('whose server forgot the scripts sends them again', () =>
    withRegistry(async (registry) => {
      await fixture.server.admin.script('FLUSH');
      await mustCommit(registry, customerWrite('b'));
    }));

  const vandalism: readonly [string, (admin: RedisFixture['server']['admin']) => Promise<unknown>][] = [
    ['its position is text', (admin) => admin.set(POSITION, 'x')],
    ['its position says nothing', (admin) => admin.hset(POSITION, { chain: '', revision: 'many' })],
    ['its revision is too large', (admin) => admin.hset(POSITION, { revision: '99999999999999999999' })],
    ['its counts lie', (admin) => admin.hset(POSITION, { counts: '1 0 1 2' })],
    ['its digest lies', (admin) => admin.hset(POSITION, { digest: '0000000000000001' })],
    ['a claim is text', (admin) => admin.hset(holdersKey(4), '0a000000/08', 'hello')],
    [
      'a claim was altered',
      async (admin) =>
        admin.hset(
          holdersKey(4),
          '0a000000/08',
          String(await admin.hget(holdersKey(4), '0a000000/08')).replace('acme', 'evil'),
        ),
    ],
    [
      'a claim was added',
      (admin) =>
        admin.hset(holdersKey(4), 'zz', 'hello').then(() => admin.zadd('{nearhop}:registry:blocks:4', 0, 'zz')),
    ],
    ['a record is binary', (admin) => admin.hset(recordsKey('customer'), 'acme', Buffer.from([255, 0, 254]))],
    ['a record is gone', (admin) => admin.hdel(recordsKey('customer'), 'acme')],
    [
      'the records are a list',
      async (admin) => (await admin.del(recordsKey('node')), admin.rpush(recordsKey('node'), 'x')),
    ],
  ];
  test.each(vandalism)('is unavailable to a reader of everything when %s', (_, vandalise) =>
    withRegistry(async (registry) => {
      await vandalise(fixture.server.admin);
      expect(await codeOf(readAll(registry))).toBe('ERR_REGISTRY_UNAVAILABLE');
    }),
  );

  test('writes nothing where a key is of another type', () =>
    withRegistry(async (registry) => {
      const before = await registry.position();
      await fixture.server.admin.set(CLAIMS_BY_NODE, 'x');
      expect(await codeOf(registry.commit(changeOf(claimWrite(1, 'acme', '11.0.0.0/8')), []))).toBe(
        'ERR_REGISTRY_UNAVAILABLE',
      );
      expect(await registry.position()).toEqual(before);
    }));

  test('tells who follows to reload when its revisions are cut off or altered', () =>
    withRegistry(async (registry) => {
      const start = await registry.position();
      await mustCommit(registry, customerWrite('b'));
      await mustCommit(registry, customerWrite('c'));
      await fixture.server.admin.xdel(CHANGES, '2-0');
      const steps: FollowStep[] = [];
      for await (const step of registry.changes(start, new AbortController().signal)) steps.push(step);
      expect(steps).toEqual([{ kind: 'reload' }]);
      await fixture.server.admin.xadd(CHANGES, '4-0', 'head', '{}', 'writes', '[]');
      const after = await registry.position();
      await fixture.server.admin.hset(POSITION, { revision: '4' });
      const following = (async () => {
        for await (const step of registry.changes(after, new AbortController().signal)) steps.push(step);
      })();
      expect(await codeOf(following)).toBe('ERR_REGISTRY_UNAVAILABLE');
    }));

  test('of another format is not opened, and says which', async () => {
    const store = await fixture.freshStore();
    await (await openRedisRegistry(store, { access: 'write', lab: false, acks: undefined })).close();
    await fixture.server.admin.hset(POSITION, { format: '1' });
    for (const access of ['write', 'follow'] as const) {
      const opening = openRedisRegistry(store, { access, lab: false, acks: undefined });
      expect(opening).rejects.toThrow('Got v1 data when expected v2');
    }
  });

  test('is not opened to follow where there is none', async () => {
    const store = await fixture.freshStore();
    expect(await codeOf(openRedisRegistry(store, { access: 'follow', lab: false, acks: undefined }))).toBe(
      'ERR_REGISTRY_UNAVAILABLE',
    );
    expect(await fixture.server.admin.dbsize()).toBe(0);
  });

  test('keeps its password out of what it says', async () => {
    const store = `redis://someone:hush-hush@127.0.0.1:${fixture.server.port}/0`;
    const error = await openRedisRegistry(store, { access: 'follow', lab: false, acks: undefined }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'ERR_REGISTRY_UNAVAILABLE' });
    expect(Bun.inspect(error)).toContain('WRONGPASS');
    expect(Bun.inspect(error)).not.toContain('hush');
  });
});
