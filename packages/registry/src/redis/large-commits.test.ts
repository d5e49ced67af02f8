import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Address, Prefix } from '@nearhop/ip';
import { readAll } from '../contract-suite/collect.ts';
import { changeOf, claimWrite, committed, gone, mustCommit } from '../contract-suite/example-records.ts';
import { openRegistry } from '../open-registry.ts';
import type { RecordWrite } from '../records.ts';
import { MAX_WRITES_PER_COMMIT, type CommitOutcome, type Registry } from '../registry.ts';
import { RedisFixture } from '../../../../test/harness/redis-fixture.ts';
import { seededRandom } from '../../../../test/harness/random.ts';

const fixture = new RedisFixture();
beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

const CUSTOMERS = ['acme', 'other', 'third'] as const;
const SEED = 20_261_122;

/**
 * Prefixes of 40 /16s, many nested in each other. Each /16 belongs to one customer, but every tenth to another one in each round: what is
 * in the way always stands already, so that there is one right answer.
 */
function randomClaims(random: () => number, round: number, count: number): RecordWrite[] {
  const found = new Map<string, RecordWrite>();
  while (found.size < count) {
    const block = Math.floor(random() * 40);
    const length = random() < 0.02 ? 16 + Math.floor(random() * 4) : 20 + Math.floor(random() * 13);
    const address = Address.v4(
      (((10 + (block >> 8)) << 24) | ((block & 255) << 16) | Math.floor(random() * 65_536)) >>> 0,
    );
    const owner = (block + (block % 10 === round ? 1 : 0)) % 3;
    const state = random() < 0.9 ? 'valid' : 'in-review';
    const write = claimWrite(owner, CUSTOMERS[owner] ?? '', Prefix.containing(address, length).toString(), { state });
    found.set(write.id, write);
  }
  return [...found.values()];
}

/** What both say, the standing claim in the way apart: there may be several, and each may name another. */
function comparable(outcome: CommitOutcome): unknown {
  if (outcome.kind !== 'overlap') return outcome.kind;
  return outcome.conflicts.map(({ claim }) => claim).toSorted();
}

describe('a large commit', () => {
  test('is refused for the same claims as on SQLite, and leaves the same records, however many steps it took', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-large-'));
    const redis = await openRegistry(await fixture.freshStore(), { access: 'write' });
    const sqlite = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
    try {
      const random = seededRandom(SEED);
      let refused = 0;
      for (let round = 0; round < 3; round++) {
        let writes = randomClaims(random, round, MAX_WRITES_PER_COMMIT).map((write) =>
          random() < 0.1 ? gone(write) : write,
        );
        for (;;) {
          const [x, y] = await Promise.all([commit(redis, writes), commit(sqlite, writes)]);
          expect(comparable(x)).toEqual(comparable(y));
          if (x.kind === 'committed') break;
          if (x.kind !== 'overlap') throw new Error(x.kind);
          refused += x.conflicts.length;
          const wrong = new Set(x.conflicts.map(({ claim }) => claim));
          writes = writes.filter(({ id }) => !wrong.has(id));
        }
      }
      expect(refused).toBeGreaterThan(50);
      const [x, y] = [await readAll(redis), await readAll(sqlite)];
      expect(x.position.digest).toBe(y.position.digest);
      expect(x.records).toEqual(y.records);
      expect(x.position.counts.claim).toBeGreaterThan(10_000);
    } finally {
      await redis.close();
      await sqlite.close();
      rmSync(directory, { recursive: true });
    }
  }, 60_000);

  test('may put a block around tens of thousands of its own customer, and finds the one that is not', async () => {
    const registry = await openRegistry(await fixture.freshStore(), { access: 'write' });
    try {
      for (let part = 0; part < 5; part++) {
        const claims = Array.from({ length: MAX_WRITES_PER_COMMIT }, (_, index) =>
          claimWrite(1, 'acme', `10.${part * 20 + (index >> 8)}.${index & 255}.0/24`),
        );
        await mustCommit(registry, ...claims);
      }
      const stranger = claimWrite(2, 'other', '10.200.0.0/24');
      await mustCommit(registry, stranger);
      const around = claimWrite(3, 'acme', '10.0.0.0/8');
      expect(await registry.commit(changeOf(around), [])).toMatchObject({
        kind: 'overlap',
        conflicts: [{ claim: around.id, with: { id: stranger.id } }],
      });
      await mustCommit(registry, gone(stranger), around);
    } finally {
      await registry.close();
    }
  }, 60_000);
});

describe('many committers', () => {
  test('all get their turn, one with 5,000 writes among them', async () => {
    const store = await fixture.freshStore();
    const registries = await Promise.all(Array.from({ length: 20 }, () => openRegistry(store, { access: 'write' })));
    try {
      const small = registries
        .slice(1)
        .flatMap((registry, client) =>
          Array.from({ length: 10 }, async (_, index) =>
            committed(await registry.commit(changeOf(claimWrite(1, 'acme', `11.${client}.${index}.0/24`)), [])),
          ),
        );
      const many = Array.from({ length: MAX_WRITES_PER_COMMIT }, (_, index) =>
        claimWrite(1, 'acme', `10.${index >> 8}.${index & 255}.0/24`),
      );
      const large = registries[0]?.commit(changeOf(...many), []);
      const revisions = (await Promise.all(small)).map(({ revision }) => revision);
      if (large !== undefined) revisions.push(committed(await large).revision);
      expect(revisions.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 191 }, (_, index) => index + 1));
    } finally {
      await Promise.all(registries.map((registry) => registry.close()));
    }
  }, 60_000);
});

function commit(registry: Registry, writes: readonly RecordWrite[]): Promise<CommitOutcome> {
  return registry.commit(changeOf(...writes), []);
}
