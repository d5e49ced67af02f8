import { expect, test } from 'bun:test';
import { NO_VECTOR, vectorEntry, type CacheNode, type Claim } from '@nearhop/contracts';
import { Address, Prefix } from '@nearhop/ip';
import * as fc from 'fast-check';
import { claimWrite, nodeWrite, testNode } from '../testing/records.ts';
import { expectAnswer } from './expected-answer.ts';
import type { TruthWrite } from './truth.ts';
import { WorldHistory } from './world-history.ts';
import { worldOf, type World } from './world.ts';

const NODES = [1, 2, 3].map((number) => testNode(number));

/** Prefixes that nest often, in both families. */
const prefixText = fc
  .tuple(
    fc.constantFrom('10.0.0.0', '10.1.0.0', '10.1.128.0', '2001:db8::', '2001:db8:8000::'),
    fc.integer({ min: 8, max: 40 }),
  )
  .map(([address, length]) => {
    const parsed = Address.parse(address);
    return Prefix.containing(parsed, parsed.family === 4 ? Math.min(32, length) : length).toString();
  });

const node = fc.constantFrom(...NODES);
const write: fc.Arbitrary<TruthWrite> = fc.oneof(
  fc
    .tuple(
      prefixText,
      node,
      fc.constantFrom<Claim['state'] | 'gone'>('valid', 'valid', 'in-review', 'attention-required', 'gone'),
    )
    .map(([prefix, holder, state]) => claimWrite(prefix, holder, state)),
  fc.tuple(node, fc.boolean()).map(([of, enabled]) => nodeWrite({ ...of, enabled })),
);
const writes = fc.array(write, { minLength: 1, maxLength: 6 });
const clients = [
  '10.0.0.1',
  '10.1.0.1',
  '10.1.128.1',
  '10.200.0.0',
  '2001:db8::1',
  '2001:db8:8000::1',
  '2001:db9::',
].map((text) => Address.parse(text));

/** The registry as a plain map, and each world made afresh from a copy of it. */
class PlainRecords {
  readonly nodes = new Map<string, CacheNode>(NODES.map((each) => [each.id, each]));
  readonly claims = new Map<string, Pick<Claim, 'node' | 'prefix' | 'state'>>();

  apply(changes: readonly TruthWrite[]): void {
    for (const change of changes) {
      if (change.kind === 'node' && change.value !== null) this.nodes.set(change.id, change.value);
      if (change.kind !== 'claim') continue;
      if (change.value === null) this.claims.delete(change.id);
      else this.claims.set(change.id, change.value);
    }
  }

  world(): World {
    return worldOf({
      nodes: [...this.nodes.values()],
      claims: [...this.claims.values()],
      vector: NO_VECTOR,
      allowsClient: () => true,
    });
  }
}

test('WorldHistory.at is, at every revision, the world made afresh from the records of then', () => {
  let compared = 0;
  fc.assert(
    fc.property(writes, fc.array(writes, { maxLength: 12 }), (loaded, revisions) => {
      const plain = new PlainRecords();
      const history = new WorldHistory({ allowsClient: () => true });
      plain.apply(loaded);
      const load = history.load(100);
      load.add([...plain.nodes.values()].map(nodeWrite));
      load.add([...plain.claims].map(([id, value]) => ({ kind: 'claim', id, value })));
      load.done();
      const worlds = [plain.world()];
      for (const [index, changes] of revisions.entries()) {
        history.apply(101 + index, changes);
        plain.apply(changes);
        worlds.push(plain.world());
      }
      for (const [index, world] of worlds.entries()) {
        const lookup = history.at(100 + index, 0);
        if (lookup.kind !== 'known') throw new Error(`revision ${100 + index} is ${lookup.kind}`);
        for (const client of clients) {
          compared++;
          expect(expectAnswer(lookup.world, client)).toEqual(expectAnswer(world, client));
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(5_000);
});

function historyWith(revisions: number, mostWrites: number): WorldHistory {
  const history = new WorldHistory({ allowsClient: () => true, mostWrites });
  const load = history.load(10);
  load.add([...NODES.map(nodeWrite), claimWrite('10.0.0.0/8', NODES[0]!)]); // there are three
  load.done();
  for (let revision = 11; revision < 11 + revisions; revision++) {
    history.apply(revision, [nodeWrite(testNode(1, { enabled: revision % 2 === 0 }))]);
  }
  return history;
}

test('WorldHistory forgets the oldest revisions first, and knows which it never had', () => {
  const history = historyWith(8, 3);
  expect([9, 10, 15].map((revision) => history.at(revision, 0).kind)).toEqual(['forgotten', 'forgotten', 'known']);
  for (const revision of [15, 16, 17, 18]) {
    const lookup = history.at(revision, 0);
    if (lookup.kind !== 'known') throw new Error(`revision ${revision} is ${lookup.kind}`);
    const { reason } = expectAnswer(lookup.world, Address.parse('10.0.0.1'));
    expect(reason).toBe(revision % 2 === 0 ? 'matched' : 'node-disabled');
  }
  expect(history.at(19, 0)).toEqual({ kind: 'ahead' });
  history.apply(1_000_018, []);
  expect(history.at(500, 0)).toEqual({ kind: 'skipped', number: 'revision' });
});

test('WorldHistory judges by the vector of the health number', () => {
  const history = historyWith(0, 100);
  const entries = Uint8Array.of(0, vectorEntry('down'));
  history.publish({ number: 5, entries, publishedAtMs: 0 });
  history.publish({ number: 7, entries: Uint8Array.of(0, vectorEntry('up')), publishedAtMs: 0 });
  const reasons = [0, 5, 7].map((health) => {
    const lookup = history.at(10, health);
    return lookup.kind === 'known' && expectAnswer(lookup.world, Address.parse('10.0.0.1')).reason;
  });
  expect(reasons).toEqual(['matched', 'node-down', 'matched']);
  expect(history.at(10, 6)).toEqual({ kind: 'skipped', number: 'health' });
  expect(history.at(10, 8)).toEqual({ kind: 'ahead' });
});

test('WorldHistory keeps what it knows until a load is done', () => {
  const history = historyWith(2, 100);
  const load = history.load(50);
  load.add(NODES.map(nodeWrite));
  expect(history.at(12, 0).kind).toBe('known');
  load.done();
  expect([12, 50].map((revision) => history.at(revision, 0).kind)).toEqual(['forgotten', 'known']);
});
