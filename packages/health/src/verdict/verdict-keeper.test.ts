import { describe, expect, test } from 'bun:test';
import { Fleet } from '../testing/fleet.ts';
import { changeText } from './verdict-change.ts';
import { VerdictKeeper } from './verdict-keeper.ts';

const MOST = [0, 1, 2, 3, 4, 5];

describe('VerdictKeeper', () => {
  test('takes a node down by the majority and says by how many', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('refused', [3], ['ams-1', 'fra-1']);
    const [change, ...others] = fleet.run(1);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ node: 3, from: 'up', to: 'down', because: 'opinions' });
    expect(change && changeText(change)).toBe('opinions down: 2 of 3 (connect refused)');
    expect(fleet.keeper.explain(3, fleet.nowMs)).toBe('opinions down: 2 of 3 (connect refused)');
    expect(fleet.keeper.explain(4, fleet.nowMs)).toBe('opinions up: 3 of 3');
  });

  test('counts an opinion for 3 s after its receipt, whatever the clock of its monitor says', () => {
    const keeper = VerdictKeeper.start(0);
    const hourMs = 3_600_000;
    keeper.take({ kind: 'nodes', atMs: 0, facts: Uint8Array.of(5) });
    const say = (atMs: number, sentAtMs: number, byte: number) =>
      keeper.take({ kind: 'opinions', atMs, monitor: 'a', sentAtMs, opinions: Uint8Array.of(byte) });
    say(0, -2 * hourMs, 1);
    expect(keeper.tick(500).changes).toEqual([]); // of what age, nobody knows
    say(1_000, -2 * hourMs + 1, 1);
    expect(keeper.tick(1_000).changes).toMatchObject([{ to: 'up' }]);
    say(2_000, 2 * hourMs, 2);
    expect(keeper.tick(2_000).changes).toMatchObject([{ to: 'down' }]);
    say(5_001, 2 * hourMs, 1); // the same row, read again
    expect(keeper.tick(5_001)).toMatchObject({ changes: [], freeze: { kind: 'frozen', reasons: ['stale-monitors'] } });
  });

  test('keeps every verdict while monitors are restarted one after another', () => {
    const fleet = new Fleet({ nodes: 10 });
    for (const monitor of fleet.opinions.keys()) {
      fleet.say('unknown', fleet.all(), [monitor]);
      fleet.run(2);
      fleet.say('up', fleet.all(), [monitor]);
      fleet.run(2);
    }
    expect(fleet.changes).toEqual([]);
  });

  test('keeps every verdict when one of three monitors is isolated and says that all are down', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('silence', fleet.all(), ['lon-1']);
    expect(fleet.run(120)).toEqual([]);
    expect(fleet.judged.freeze.kind).toBe('calm');
  });

  test('keeps every verdict when control is gone, since heartbeats make no verdict', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.isControlWriting = false;
    expect(fleet.run(120)).toEqual([]);
    expect(fleet.judged.freeze.kind).toBe('calm');
  });

  test('goes on with the verdicts and shares of the last vector', () => {
    const inherited = { number: 9, entries: Uint8Array.of(0, 1, 2 + 50, 2, 2 + 100), publishedAtMs: 0 };
    const keeper = VerdictKeeper.start(0, inherited);
    keeper.take({ kind: 'nodes', atMs: 0, facts: new Uint8Array(5).fill(5) });
    const { entries, isPublishable, changes } = keeper.tick(0);
    expect({ entries: [...entries], isPublishable, changes }).toEqual({
      entries: [...inherited.entries],
      isPublishable: true,
      changes: [],
    });
    expect(keeper.tick(30_000).entries[2]).toBe(2 + 100);
  });

  test('that stood by while another published goes on from its vector when it takes over', () => {
    const fleet = new Fleet({ nodes: 3 });
    const entries = Uint8Array.of(1, 2 + 40, 2 + 100);
    fleet.keeper.take({ kind: 'vector', atMs: fleet.nowMs, number: 77, entries });
    fleet.say('silence', [0]);
    expect(fleet.run(1)).toEqual([]);
    expect([...fleet.judged.entries]).toEqual([1, 2 + 41, 2 + 100]);
  });

  test('publishes no first vector before each node has a verdict, or 5 s after the first opinion', () => {
    const keeper = VerdictKeeper.start(0);
    keeper.take({ kind: 'nodes', atMs: 0, facts: Uint8Array.of(5, 5) });
    const publishable = [1, 2, 3, 4, 5, 6, 7].map((second) => {
      const atMs = second * 1_000;
      keeper.take({ kind: 'opinions', atMs, monitor: 'a', sentAtMs: atMs, opinions: Uint8Array.of(1, 0) });
      return keeper.tick(atMs).isPublishable;
    });
    expect(publishable).toEqual([false, false, false, false, false, false, true]);
    expect(new Fleet({ nodes: 2 }).judged.isPublishable).toBe(true);
  });

  test('has no verdict on a node that is gone', () => {
    const fleet = new Fleet({ nodes: 2 });
    fleet.facts[1] = 0;
    expect(fleet.run(1)).toMatchObject([{ node: 1, from: 'up', to: 'unknown', because: 'no-address' }]);
    expect([...fleet.judged.entries]).toEqual([102, 0]);
  });

  test('makes a vector of the same length whatever happens', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('refused', [1, 2, 3, 9]);
    fleet.run(1);
    expect(fleet.judged.entries.length).toBe(10);
  });
});

describe('a freeze', () => {
  test('begins when more than half would go down while more than half of those still send heartbeats', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('silence', MOST);
    const changes = fleet.run(4);
    expect(changes).toEqual([]);
    expect(fleet.judged.freeze).toMatchObject({ kind: 'frozen', reasons: ['heartbeats'] });
    expect(fleet.keeper.explain(0, fleet.nowMs)).toBe('opinions down: 3 of 3 (no answer); kept up by a freeze');
  });

  test('does not begin when exactly half would go down', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('silence', [0, 1, 2, 3, 4]);
    expect(fleet.run(1)).toHaveLength(5);
    expect(fleet.judged.freeze.kind).toBe('calm');
  });

  test('does not begin among fewer than 3 nodes', () => {
    const fleet = new Fleet({ nodes: 2 });
    fleet.say('silence', [0, 1]);
    expect(fleet.run(1)).toHaveLength(2);
  });

  test('does not begin when all die at once and their heartbeats with them, and holds nobody longer than 2 s', () => {
    const fleet = new Fleet({ nodes: 10 });
    for (const node of fleet.all()) fleet.silent.add(node);
    fleet.run(1);
    fleet.say('refused', fleet.all());
    const kinds: string[] = [];
    for (let second = 0; second < 3; second++) {
      fleet.run(1);
      kinds.push(fleet.judged.freeze.kind);
    }
    expect(kinds).not.toContain('frozen');
    expect(fleet.verdicts()).toEqual(fleet.all().map(() => 'down'));
    expect(fleet.changes.every(({ atMs }) => atMs <= 5_000)).toBe(true);
  });

  test('sees nodes that go down within 10 s of each other as one event, and brings back those still alive', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.silent.add(2);
    fleet.run(4);
    for (const node of MOST) {
      fleet.say('silence', [node]);
      fleet.run(1);
    }
    expect(fleet.verdicts().filter((verdict) => verdict === 'down')).toHaveLength(5);
    const back = fleet.run(2);
    expect(back.map(({ node, to, because }) => [node, to, because])).toEqual(
      [0, 1, 3, 4].map((node) => [node, 'up', 'heartbeats']),
    );
    expect(fleet.judged.freeze.kind).toBe('frozen');
  });

  test('does not begin for nodes that go down one by one over a longer time', () => {
    const fleet = new Fleet({ nodes: 10 });
    for (const node of fleet.all()) {
      fleet.say('silence', [node]);
      fleet.run(11);
      expect(fleet.judged.freeze.kind).toBe('calm');
      if (node === 6) break;
    }
    expect(fleet.changes).toHaveLength(7);
  });

  test('ends with the contradiction', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('silence', MOST);
    fleet.run(10);
    for (const node of MOST) fleet.silent.add(node);
    fleet.run(3);
    expect(fleet.judged.freeze.kind).toBe('calm');
    expect(fleet.verdicts().filter((verdict) => verdict === 'down')).toHaveLength(6);
    expect(fleet.changes.every(({ because }) => because === 'opinions')).toBe(true);
  });

  test('ends after 60 s by applying the majority', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('silence', MOST);
    expect(fleet.run(60)).toEqual([]);
    const changes = fleet.run(1);
    expect(changes.map(({ node, because }) => [node, because])).toEqual(MOST.map((node) => [node, 'overruled']));
    expect(fleet.run(60)).toEqual([]);
  });

  test('never keeps a node from going up', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.say('refused', [9]);
    fleet.run(20);
    fleet.say('silence', MOST);
    fleet.run(5);
    fleet.say('up', [9]);
    expect(fleet.run(1)).toMatchObject([{ node: 9, to: 'up' }]);
    expect(fleet.judged.freeze.kind).toBe('frozen');
  });

  test('does not count nodes that the operator took out: his words always apply', () => {
    const fleet = new Fleet({ nodes: 10 });
    for (const node of MOST) fleet.facts[node] = 1;
    fleet.say('server-error', MOST);
    expect(fleet.run(1)).toHaveLength(6);
    expect(fleet.judged.freeze.kind).toBe('calm');
  });

  test('begins when every reference of the publisher fails, and not when one is left', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.keeper.take({ kind: 'references', atMs: fleet.nowMs, failing: 2, total: 3 });
    fleet.run(1);
    expect(fleet.judged.freeze.kind).toBe('calm');
    fleet.keeper.take({ kind: 'references', atMs: fleet.nowMs, failing: 3, total: 3 });
    fleet.say('silence', [0]);
    expect(fleet.run(59)).toEqual([]);
    expect(fleet.judged.freeze).toMatchObject({ kind: 'frozen', reasons: ['references'] });
  });

  test('by a reference that never comes back does not disarm the others', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.keeper.take({ kind: 'references', atMs: fleet.nowMs, failing: 1, total: 1 });
    fleet.run(100);
    expect(fleet.judged.freeze.kind).toBe('overruled');
    fleet.say('silence', MOST);
    expect(fleet.run(10)).toEqual([]);
    expect(fleet.judged.freeze).toMatchObject({ kind: 'frozen', reasons: ['heartbeats'] });
  });

  test('begins when two of three monitors are isolated, and even after 60 s the one left takes nothing down', () => {
    const fleet = new Fleet({ nodes: 10 });
    fleet.opinions.delete('ams-1');
    fleet.opinions.delete('fra-1');
    fleet.say('silence', fleet.all());
    expect(fleet.run(4)).toEqual([]);
    expect(fleet.judged.freeze).toMatchObject({ kind: 'frozen', reasons: ['stale-monitors'] });
    expect(fleet.run(300)).toEqual([]);
    expect(fleet.judged.freeze.kind).toBe('overruled');
  });
});

describe('beacons of devices', () => {
  const fail = (fleet: Fleet, networks: number[], nodes = MOST) => {
    for (const node of nodes) {
      for (const network of networks) {
        fleet.keeper.take({ kind: 'beacon', atMs: fleet.nowMs, node, network, outcome: 'failed' });
      }
    }
  };

  test('never make a verdict', () => {
    const fleet = new Fleet({ nodes: 10 });
    fail(fleet, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(fleet.run(10)).toEqual([]);
  });

  test('of 3 distinct networks witness for the monitors, so that heartbeats no longer contradict them', () => {
    const fleet = new Fleet({ nodes: 10 });
    fail(fleet, [1, 2, 3]);
    fleet.say('silence', MOST);
    expect(fleet.run(1)).toHaveLength(6);
    expect(fleet.judged.freeze.kind).toBe('calm');
  });

  test('of 2 networks are no witness, however many devices fail', () => {
    const fleet = new Fleet({ nodes: 10 });
    for (let device = 0; device < 100; device++) fail(fleet, [1, 2]);
    fleet.say('silence', MOST);
    expect(fleet.run(4)).toEqual([]);
  });
});
