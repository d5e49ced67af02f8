import { NO_VECTOR, vectorEntry, type CacheNode, type HealthVector } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { NodeWatch, type NodeTransition } from './node-watch.ts';

function node(number: number, fields: Partial<CacheNode> = {}): CacheNode {
  return {
    id: `n_${String(number).padStart(16, '0')}`,
    number,
    customer: 'acme',
    name: `node-${number}`,
    servers: { ipv4: { address: `9.9.9.${number + 1}`, port: 80 } },
    enabled: true,
    activated: true,
    labels: {},
    admin: { state: 'auto' },
    createdAt: '2026-01-01T00:00:00.000Z',
    ...fields,
  };
}

const vector = (number: number, ...entries: number[]): HealthVector => ({
  number,
  entries: Uint8Array.from(entries),
  publishedAtMs: 0,
});
const told = (transitions: readonly NodeTransition[]) => transitions.map((one) => `${one.node.name} ${one.to}`);
const [UP, DOWN, FULL] = [vectorEntry('up'), vectorEntry('down'), vectorEntry('up', 0)];

describe('NodeWatch', () => {
  test('takes what it is told first for how things are', () => {
    const watch = new NodeWatch(NO_VECTOR);
    expect(watch.all([node(0), node(1, { enabled: false })])).toEqual([]);
    expect(told(watch.node(node(1).id, node(1)))).toEqual(['node-1 serving']);
  });

  test('tells of a verdict once, however often it is published', () => {
    const watch = new NodeWatch(vector(1, UP, UP));
    watch.all([node(0), node(1)]);
    expect(told(watch.vector(vector(2, UP, DOWN)))).toEqual(['node-1 down']);
    expect(watch.vector(vector(3, UP, DOWN))).toEqual([]);
    expect(told(watch.vector(vector(4, FULL, DOWN)))).toEqual(['node-0 full']);
    expect(told(watch.vector(vector(5, UP, UP)))).toEqual(['node-0 serving', 'node-1 serving']);
  });

  test('tells nothing of one state without service that follows another', () => {
    const watch = new NodeWatch(vector(1, DOWN));
    watch.all([node(0)]);
    expect(watch.node(node(0).id, node(0, { enabled: false }))).toEqual([]);
    expect(watch.node(node(0).id, node(0, { activated: false }))).toEqual([]);
  });

  test('tells of a node that is deleted or gone while it serves, and of one that is restored', () => {
    const watch = new NodeWatch(NO_VECTOR);
    watch.all([node(0), node(1)]);
    expect(told(watch.node(node(0).id, node(0, { deletedAt: '2026-01-02T00:00:00.000Z' })))).toEqual([
      'node-0 deleted',
    ]);
    expect(watch.node(node(0).id, null)).toEqual([]);
    expect(told(watch.node(node(0).id, node(0)))).toEqual(['node-0 serving']);
    expect(told(watch.node(node(1).id, null))).toEqual(['node-1 deleted']);
  });

  test('finds what changed while it was not told', () => {
    const watch = new NodeWatch(NO_VECTOR);
    watch.all([node(0), node(1)]);
    expect(told(watch.all([node(1, { enabled: false }), node(2)]))).toEqual([
      'node-1 disabled',
      'node-2 serving',
      'node-0 deleted',
    ]);
  });
});
