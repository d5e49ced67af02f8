import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { RedisFixture } from '../../../../test/harness/redis-fixture.ts';
import { readAll } from '../contract-suite/collect.ts';
import { changeOf, claimWrite, customerWrite, mustCommit, nodeWrite } from '../contract-suite/example-records.ts';
import type { Registry } from '../registry.ts';
import { openRedisRegistry } from './open-redis-registry.ts';

const fixture = new RedisFixture();
beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

async function withRegistry(body: (registry: Registry) => Promise<void>): Promise<void> {
  const store = await fixture.freshStore();
  const registry = await openRedisRegistry(store, { access: 'write', lab: false, acks: undefined });
  try {
    await mustCommit(registry, customerWrite('acme'), nodeWrite(1, 'acme'), claimWrite(1, 'acme', '10.0.0.0/8'));
    await body(registry);
  } finally {
    await registry.close();
  }
}

/** How often the server ran a script that it knew. */
async function runs(): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await fixture.server.admin.info('commandstats'))?.[1] ?? 0);
}

const CALLERS = 40;
const numbers = Array.from({ length: CALLERS }, (_, index) => index);

describe('commits of many callers at once', () => {
  test('are all made, one revision each, in the order asked, with one run of the script each', () =>
    withRegistry(async (registry) => {
      const before = (await registry.position()).revision;
      const runsBefore = await runs();
      const made = await Promise.all(numbers.map((number) => mustCommit(registry, customerWrite(`c-${number}`))));
      expect(made.map(({ revision }) => revision - before)).toEqual(numbers.map((number) => number + 1));
      expect((await runs()) - runsBefore).toBe(CALLERS);
      expect((await readAll(registry)).records).toHaveLength(CALLERS + 3);
    }));

  test('that expect the same record have one winner, and the losers do not hold up the others', () =>
    withRegistry(async (registry) => {
      const revision = (await registry.get('customer', 'acme'))?.revision ?? 0;
      const runsBefore = await runs();
      const outcomes = await Promise.all(
        numbers.map((number) =>
          number % 4 === 0
            ? registry.commit(changeOf(customerWrite('acme', `By ${number}`)), [
                { kind: 'customer', id: 'acme', revision },
              ])
            : registry.commit(changeOf(customerWrite(`c-${number}`)), []),
        ),
      );
      const kinds = outcomes.map(({ kind }) => kind);
      expect(kinds).toEqual(numbers.map((number) => (number % 4 === 0 && number > 0 ? 'stale' : 'committed')));
      expect((await runs()) - runsBefore).toBe(CALLERS);
      expect((await registry.get('customer', 'acme'))?.value.name).toBe('By 0');
    }));

  test('that write the same record without expecting it are all made, and the last stands', () =>
    withRegistry(async (registry) => {
      await Promise.all(numbers.map((number) => mustCommit(registry, customerWrite('acme', `By ${number}`))));
      expect((await registry.get('customer', 'acme'))?.value.name).toBe(`By ${CALLERS - 1}`);
      expect((await readAll(registry)).records).toHaveLength(3);
    }));

  test('of which some are refused for what nobody could foresee are made all the same', () =>
    withRegistry(async (registry) => {
      await mustCommit(registry, customerWrite('b'), nodeWrite(2, 'b'));
      const outcomes = await Promise.all(
        numbers.map((number) =>
          number % 8 === 3
            ? registry.commit(changeOf(claimWrite(2, 'b', `10.0.${number}.0/24`)), [])
            : registry.commit(changeOf(claimWrite(1, 'acme', `11.0.${number}.0/24`)), []),
        ),
      );
      const kinds = outcomes.map(({ kind }) => kind);
      expect(kinds).toEqual(numbers.map((number) => (number % 8 === 3 ? 'overlap' : 'committed')));
      expect(await registry.claimsOf('n_0000000000000001', { limit: 99 })).toHaveLength(36);
    }));
});
