import { expect, test } from 'bun:test';
import { AddressPolicy } from '@nearhop/ip';
import * as fc from 'fast-check';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { RoutingState } from './routing-state.ts';
import { RoutingTable } from './routing-table.ts';
import { routingTableView } from './routing-table-view.ts';
import { client, consistentWrites, overrides, vector } from './testing/arbitraries.ts';
import { goldenDecision } from './testing/golden-decision.ts';
import { revisionOf } from './testing/records.ts';
import { World } from './testing/world.ts';

const policy = new AddressPolicy({ privateNetworks: [], lab: false });
const situation = fc.record({ writes: consistentWrites(), vector: vector(), overrides: overrides() });

type Situation = typeof situation extends fc.Arbitrary<infer S> ? S : never;

/** A tree's first page costs milliseconds, so runs share a state; each begins by taking away what the last one made. */
class SharedState {
  readonly state = new RoutingState({ policy });
  readonly #table = new RoutingTable();
  #world = new World();

  of({ writes, vector, overrides }: Situation): RoutingState {
    routingTableView.apply(this.#table, revisionOf(...this.#world.undoing()));
    routingTableView.apply(this.#table, revisionOf(...writes));
    this.#world = new World().after(writes);
    this.state.setTable(this.#table);
    this.state.setVector(vector);
    this.state.setOverrides(overrides);
    return this.state;
  }
}

const EXPECTED = [
  'matched',
  'backup',
  'no-match',
  'in-review',
  'attention-required',
  'node-full',
  'node-draining',
  'node-down',
  'node-not-activated',
  'node-not-configured',
  'node-disabled',
  'four caches',
];

test('decide agrees with the rules restated by linear scans', () => {
  const shared = new SharedState();
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(situation, fc.array(client(), { minLength: 4, maxLength: 12 }), (given, clients) => {
      const state = shared.of(given);
      const world = new World().after(given.writes);
      for (const address of clients) {
        const { reason, caches } = decide(state, address);
        expect({ reason, caches: [...caches] }).toEqual(goldenDecision({ world, ...given }, address));
        seen.set(reason, (seen.get(reason) ?? 0) + 1);
        if (caches.length === 4) seen.set('four caches', (seen.get('four caches') ?? 0) + 1);
      }
    }),
    { numRuns: 1_500 },
  );
  const rare = EXPECTED.filter((kind) => (seen.get(kind) ?? 0) < 20);
  expect(rare).toEqual([]);
});

test('decide names only serving nodes of the customer who holds the longest block', () => {
  const shared = new SharedState();
  let named = 0;
  fc.assert(
    fc.property(situation, client(), (given, address) => {
      const state = shared.of(given);
      const { decision, trace } = explain(state, address);
      const longest = trace.find((step) => step.kind === 'block');
      for (const cache of decision.caches) {
        const nodes = [...(state.table?.nodes.values() ?? [])].filter(({ name }) => name === cache.node);
        expect(nodes).toHaveLength(1);
        for (const node of nodes) {
          expect(state.stateOf(node.number)).toBe('serving');
          expect(node.customer).toBe(longest?.customer ?? 'nobody');
        }
        named++;
      }
    }),
    { numRuns: 600 },
  );
  expect(named).toBeGreaterThan(100);
});

test('decide gives everyone in a block the same answer with and without claims that are not valid', () => {
  const some = new SharedState();
  const all = new SharedState();
  let answersCompared = 0;
  fc.assert(
    fc.property(situation, client(), (given, address) => {
      const valid = given.writes.filter((write) => write.kind !== 'claim' || write.value?.state === 'valid');
      const alone = decide(some.of({ ...given, writes: valid }), address);
      const among = decide(all.of(given), address);
      if (alone.reason === 'no-match') {
        expect(among.kind).toBe('cdn');
        return;
      }
      expect(among).toEqual(alone);
      answersCompared++;
    }),
    { numRuns: 300 },
  );
  expect(answersCompared).toBeGreaterThan(100);
});

test('explain gives the very decision that decide gives, and ends its trace with it', () => {
  const shared = new SharedState();
  fc.assert(
    fc.property(situation, client(), (given, address) => {
      const state = shared.of(given);
      const { decision, trace } = explain(state, address);
      expect(decide(state, address)).toBe(decision);
      expect(trace.at(-1)).toEqual({ kind: 'result', decision });
      expect(trace[0]).toEqual({ kind: 'client', address: address.toString(), allowed: true });
    }),
    { numRuns: 200 },
  );
});
