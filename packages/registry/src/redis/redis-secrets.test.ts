import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { changeOf, committed, customerWrite } from '../contract-suite/example-records.ts';
import { openRegistry } from '../open-registry.ts';
import type { Registry } from '../registry.ts';
import type { SecretWrite } from '../secret-store.ts';
import { RedisFixture } from '../../../../test/harness/redis-fixture.ts';
import { POSITION, repeatedKey, SECRET_IDS, SECRET_VALUES } from './keys.ts';

const fixture = new RedisFixture();
beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

const SECRET: SecretWrite = { kind: 'token', id: 'a', value: 'PRIVATE' };
const ACK_PATIENCE_MS = 20_000; // takes the 3 s that a WAIT may take

async function withRegistry(body: (registry: Registry, store: string) => Promise<void>): Promise<void> {
  const store = await fixture.freshStore();
  const registry = await openRegistry(store, { access: 'write' });
  try {
    await registry.secrets.write([SECRET]);
    await body(registry, store);
  } finally {
    await registry.close();
  }
}

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'ERR_REGISTRY_UNAVAILABLE' });
  expect(Bun.inspect(error)).not.toContain('PRIVATE');
  return String(error);
}

describe('secrets in Redis', () => {
  test('are not written when the registry is gone, or another one is in its place', () =>
    withRegistry(async ({ secrets }, store) => {
      await fixture.server.admin.flushdb();
      expect(await failure(secrets.write([SECRET]))).toContain('the registry is gone');
      const other = await openRegistry(store, { access: 'write' });
      expect(await failure(secrets.write([SECRET]))).toContain('another registry');
      expect(await other.secrets.version()).toBe(0);
      await other.close();
    }));

  test('have a version that is higher than ever after the store was flushed, or the server restarted', () =>
    withRegistry(async ({ secrets }, store) => {
      for (let count = 0; count < 50; count++) await secrets.write([SECRET]);
      const before = await secrets.version();
      await fixture.server.admin.flushdb();
      const after = await openRegistry(store, { access: 'write' });
      await after.secrets.write([SECRET]);
      const flushed = await after.secrets.version();
      expect(flushed).toBeGreaterThan(before);
      await fixture.server.restart();
      await after.secrets.write([SECRET]);
      expect(await after.secrets.version()).toBeGreaterThan(flushed + 1_000_000);
      await after.close();
    }));

  test('are written whole or not at all where a key is of another type, or replicas are missing', () =>
    withRegistry(async ({ secrets }, store) => {
      const wanting = await openRegistry(store, { access: 'write', acks: 1 });
      expect(await failure(wanting.secrets.write([{ ...SECRET, value: 'new' }]))).toContain('0 of the 1 replicas');
      await wanting.close();
      expect(await secrets.get('token', 'a')).toMatchObject({ value: 'PRIVATE' });
      const { admin } = fixture.server;
      await admin.del(SECRET_IDS);
      await admin.set(SECRET_IDS, 'x');
      expect(await failure(secrets.write([{ ...SECRET, value: 'new' }]))).toContain(SECRET_IDS);
      expect(await secrets.get('token', 'a')).toMatchObject({ value: 'PRIVATE' });
    }));

  test.each(['12 {"PRIVATE', 'PRIVATE', '0 1', '1'])('are garbage when one is "%s", and it is not shown', (line) =>
    withRegistry(async ({ secrets }) => {
      await fixture.server.admin.hset(SECRET_VALUES, 'token/a', line);
      expect(await failure(secrets.get('token', 'a'))).toContain('garbage');
      expect(await failure(secrets.list('token', { limit: 2 }))).toContain('garbage');
    }),
  );

  test('are not of the registry that a restore replaces', () =>
    withRegistry(async (registry) => {
      await fixture.server.admin.del(POSITION);
      expect(await registry.secrets.get('token', 'a')).toMatchObject({ value: 'PRIVATE' });
    }));
});

describe('commitOf in Redis', () => {
  test(
    'does not tell of a commit that too few replicas have',
    async () => {
      const store = await fixture.freshStore();
      const [plain, wanting] = await Promise.all([0, 1].map((acks) => openRegistry(store, { access: 'write', acks })));
      const change = { ...changeOf(customerWrite('a')), idempotencyKey: 'k' };
      const position = committed((await plain?.commit(change, [])) ?? { kind: 'stale', found: [] });
      expect(wanting?.commitOf('k')).rejects.toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' });
      expect(await plain?.commitOf('k')).toEqual(position);
      await wanting?.commitOf('k').catch(() => {});
      await fixture.server.admin.set(repeatedKey('k'), 'x');
      expect(plain?.commitOf('k')).rejects.toMatchObject({ code: 'ERR_REGISTRY_UNAVAILABLE' });
      for (const registry of [plain, wanting]) await registry?.close();
    },
    ACK_PATIENCE_MS,
  );
});
