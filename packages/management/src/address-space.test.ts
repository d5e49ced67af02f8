import { openRegistry } from '@nearhop/registry';
import { afterAll, beforeAll } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisFixture } from '../../../test/harness/redis-fixture.ts';
import { addressSpaceSuite } from './testing/address-space-suite.ts';

addressSpaceSuite('sqlite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nearhop-address-space-'));
  const registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  const dispose = async () => {
    await registry.close();
    await rm(directory, { recursive: true });
  };
  return { registry, dispose };
});

const redis = new RedisFixture();
beforeAll(() => redis.start());
afterAll(() => redis.stop());

addressSpaceSuite('redis', redis.openFresh);
