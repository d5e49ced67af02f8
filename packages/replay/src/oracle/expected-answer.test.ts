import { describe, expect, test } from 'bun:test';
import { vectorEntry, type CacheNode, type Claim, type HealthVector } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';
import { testNode as node } from '../testing/records.ts';
import { expectAnswer } from './expected-answer.ts';
import { worldOf } from './world.ts';

type ClaimRow = readonly [prefix: string, node: number, state?: Claim['state']];

function answer(
  client: string,
  claims: readonly ClaimRow[],
  nodes: readonly CacheNode[],
  entries: readonly number[] = [],
) {
  const vector: HealthVector = {
    number: entries.length > 0 ? 7 : 0,
    entries: Uint8Array.from(entries),
    publishedAtMs: 0,
  };
  const world = worldOf({
    nodes,
    claims: claims.map(([prefix, number, state]) => ({ prefix, node: node(number).id, state: state ?? 'valid' })),
    vector,
    allowsClient: (address) => address.toString() !== '127.0.0.1',
  });
  const { decision, reason, caches } = expectAnswer(world, Address.parse(client));
  return [decision, reason, ...caches.map((cache) => `${cache.address}${cache.backup ? ' backup' : ''}`)];
}

const up = vectorEntry('up');

describe('expectAnswer', () => {
  test('names the node of the longest block, then those around it as backups', () => {
    const claims: ClaimRow[] = [
      ['1.0.0.0/8', 1],
      ['1.2.0.0/16', 2],
      ['1.2.3.0/24', 3],
    ];
    expect(answer('1.2.3.4', claims, [node(1), node(2), node(3)])).toEqual([
      'node',
      'matched',
      '203.0.113.3',
      '203.0.113.2 backup',
      '203.0.113.1 backup',
    ]);
    expect(answer('1.9.9.9', claims, [node(1), node(2), node(3)])).toEqual(['node', 'matched', '203.0.113.1']);
  });

  test('names only the addresses that a node proved as they stand', () => {
    const ipv6 = { address: '2001:db8::3', port: 80 };
    const activation = { publicKey: 'A'.repeat(43), proven: { ipv6 }, at: '2026-11-22T12:00:00.000Z' };
    const both = { ...node(3).servers, ipv6 };
    const claims: ClaimRow[] = [['1.2.3.0/24', 3]];
    expect(answer('1.2.3.4', claims, [node(3, { servers: both, activation })])).toEqual([
      'node',
      'matched',
      '2001:db8::3',
    ]);
    const moved = { ipv6: { ...ipv6, port: 81 } };
    expect(answer('1.2.3.4', claims, [node(3, { servers: moved, activation })])).toEqual(['cdn', 'node-not-activated']);
  });

  test('falls to the enclosing block when the longest has no serving node', () => {
    const claims: ClaimRow[] = [
      ['1.0.0.0/8', 1],
      ['1.2.3.0/24', 3],
    ];
    expect(answer('1.2.3.4', claims, [node(1), node(3, { enabled: false })])).toEqual([
      'node',
      'backup',
      '203.0.113.1 backup',
    ]);
  });

  test.each([
    ['no-match', [['1.2.4.0/24', 1]], []],
    ['in-review', [['1.0.0.0/8', 1, 'in-review']], []],
    [
      'attention-required',
      [
        ['1.0.0.0/8', 1, 'attention-required'],
        ['1.2.3.0/24', 1, 'in-review'],
      ],
      [],
    ],
    ['node-down', [['1.2.3.0/24', 1]], [0, vectorEntry('down')]],
    ['node-down', [['1.2.3.0/24', 1]], [up, vectorEntry('unknown')]],
    ['node-full', [['1.2.3.0/24', 1]], [0, vectorEntry('up', 0)]],
  ] as const)('gives the CDN with %s', (reason, claims, entries) => {
    expect(answer('1.2.3.4', claims, [node(1)], entries)).toEqual(['cdn', reason]);
  });

  test("an operator's up overrides the verdict alone", () => {
    const admin = { state: 'up' } as const;
    const down = [0, vectorEntry('down')];
    expect(answer('1.2.3.4', [['1.2.3.0/24', 1]], [node(1, { admin })], down)[1]).toBe('matched');
    expect(answer('1.2.3.4', [['1.2.3.0/24', 1]], [node(1, { admin, enabled: false })], down)[1]).toBe('node-disabled');
  });

  test('never names a node for a client that may have none', () => {
    expect(answer('127.0.0.1', [['0.0.0.0/0', 1]], [node(1)])).toEqual(['cdn', 'special-address']);
  });

  test("puts the client's address family first", () => {
    const dual = node(1, {
      servers: { ipv4: { address: '203.0.113.1', port: 80 }, ipv6: { address: '2001:db8::1', port: 80 } },
    });
    const claims: ClaimRow[] = [
      ['1.2.3.0/24', 1],
      ['2600::/16', 1],
    ];
    expect(answer('1.2.3.4', claims, [dual]).slice(2)).toEqual(['203.0.113.1', '2001:db8::1']);
    expect(answer('2600::7', claims, [dual]).slice(2)).toEqual(['2001:db8::1', '203.0.113.1']);
  });
});
