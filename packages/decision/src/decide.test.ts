import { beforeEach, describe, expect, test } from 'bun:test';
import { vectorEntry, type CacheNode, type Claim } from '@nearhop/contracts';
import { Address, AddressPolicy, Prefix } from '@nearhop/ip';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { RoutingState } from './routing-state.ts';
import { RoutingTable } from './routing-table.ts';
import { routingTableView } from './routing-table-view.ts';
import { cacheNode, claimGone, claimOf, claimWrite, nodeWrite, revisionOf } from './testing/records.ts';

const policy = new AddressPolicy({ privateNetworks: [Prefix.parse('10.0.0.0/8')], lab: false });
const client = Address.parse('81.2.3.4');
const seattle = cacheNode(1, { name: 'Seattle-1' });
const tacoma = cacheNode(2, { name: 'Tacoma-1' });

let state: RoutingState;
let table: RoutingTable;

beforeEach(() => {
  table = new RoutingTable();
  state = new RoutingState({ policy });
  state.setTable(table);
});

function given(nodes: readonly CacheNode[], claims: readonly Claim[]): void {
  routingTableView.apply(table, revisionOf(...nodes.map(nodeWrite), ...claims.map(claimWrite)));
}

function namesFor(text: string): string[] {
  return decide(state, Address.parse(text)).caches.map(({ node, backup }) => (backup ? `${node} backup` : node));
}

describe('decide', () => {
  test('sends a client to the node of the longest block around it, then to those of the enclosing ones', () => {
    given(
      [seattle, tacoma],
      [claimOf(seattle, '81.2.3.0/24'), claimOf(tacoma, '81.2.0.0/16'), claimOf(seattle, '81.0.0.0/8')],
    );
    expect(decide(state, client)).toEqual({
      kind: 'node',
      reason: 'matched',
      caches: [
        { node: 'Seattle-1', address: '192.0.2.1', port: 80, backup: false },
        { node: 'Tacoma-1', address: '192.0.2.2', port: 80, backup: true },
      ],
    });
    expect(namesFor('81.2.4.1')).toEqual(['Tacoma-1', 'Seattle-1 backup']);
    expect(namesFor('81.3.0.1')).toEqual(['Seattle-1']);
  });

  test('falls back to the enclosing block when the longest has no serving node', () => {
    given([{ ...seattle, enabled: false }, tacoma], [claimOf(seattle, '81.2.3.0/24'), claimOf(tacoma, '81.2.0.0/16')]);
    expect(decide(state, client)).toMatchObject({
      kind: 'node',
      reason: 'backup',
      caches: [{ node: 'Tacoma-1', backup: true }],
    });
  });

  test('names the address of the client’s family first', () => {
    const ipv6 = { address: '2001:db8::1', port: 8080 };
    given(
      [{ ...seattle, servers: { ...seattle.servers, ipv6 } }],
      [claimOf(seattle, '81.2.3.0/24'), claimOf(seattle, '2a00:1450::/32')],
    );
    const addresses = (text: string) => decide(state, Address.parse(text)).caches.map(({ address }) => address);
    expect(addresses('81.2.3.4')).toEqual(['192.0.2.1', '2001:db8::1']);
    expect(addresses('2a00:1450::1')).toEqual(['2001:db8::1', '192.0.2.1']);
  });

  test('names no server address that the node has not proven', () => {
    const ipv6 = { address: '2001:db8::1', port: 8080 };
    const proof = { publicKey: 'A'.repeat(43), proven: { ipv6 }, at: '2026-11-22T12:00:00.000Z' };
    const claims = [claimOf(seattle, '81.2.3.0/24')];
    given([{ ...seattle, servers: { ...seattle.servers, ipv6 }, activation: proof }], claims);
    expect(decide(state, client).caches.map(({ address }) => address)).toEqual(['2001:db8::1']);
    given([{ ...seattle, activation: proof }], claims);
    expect(decide(state, client)).toMatchObject({ kind: 'cdn', reason: 'node-not-activated' });
  });

  test('names at most four caches', () => {
    const nodes = Array.from({ length: 9 }, (_, number) => cacheNode(number));
    given(
      nodes,
      nodes.map((node) => claimOf(node, '81.2.0.0/16')),
    );
    expect(new Set(namesFor('81.2.3.4')).size).toBe(4);
  });

  test('answers bad and special addresses and a missing table before anything else', () => {
    given([seattle], [claimOf(seattle, '0.0.0.0/0')]);
    expect(decide(state, undefined)).toEqual({ kind: 'cdn', reason: 'bad-client-address', caches: [] });
    expect(decide(state, Address.parse('192.168.1.1')).reason).toBe('special-address');
    expect(decide(state, Address.parse('10.1.1.1')).reason).toBe('matched');
    state.setTable(undefined);
    expect(decide(state, Address.parse('192.168.1.1')).reason).toBe('special-address');
    expect(decide(state, client)).toEqual({ kind: 'cdn', reason: 'no-table', caches: [] });
  });

  test('tells of claims that are not valid only where no block is', () => {
    given(
      [seattle],
      [claimOf(seattle, '81.2.0.0/16', 'attention-required'), claimOf(seattle, '81.2.3.0/24', 'in-review')],
    );
    expect(decide(state, client).reason).toBe('attention-required');
    routingTableView.apply(table, revisionOf(claimGone(claimOf(seattle, '81.2.0.0/16'))));
    expect(decide(state, client).reason).toBe('in-review');
    given([tacoma], [claimOf(tacoma, '81.0.0.0/8')]);
    expect(decide(state, client).reason).toBe('matched');
  });

  test('gives the first of full, draining, down, not-activated, not-configured, disabled as the reason', () => {
    const nodes = [
      cacheNode(0),
      cacheNode(1, { admin: { state: 'drain' } }),
      cacheNode(2, { admin: { state: 'down' } }),
      cacheNode(3, { activated: false }),
      cacheNode(4, { servers: {} }),
      cacheNode(5, { enabled: false }),
    ];
    state.setVector({ number: 1, entries: Uint8Array.of(vectorEntry('up', 0)), publishedAtMs: 0 });
    const reasons = nodes.map((_, index) => {
      const left = nodes.slice(index);
      given(
        left,
        left.map((node) => claimOf(node, `81.${index}.0.0/16`)),
      );
      return decide(state, Address.parse(`81.${index}.0.1`)).reason;
    });
    expect(reasons).toEqual([
      'node-full',
      'node-draining',
      'node-down',
      'node-not-activated',
      'node-not-configured',
      'node-disabled',
    ]);
  });

  test('follows every change of the table, the vector and the overrides at once', () => {
    given([seattle], [claimOf(seattle, '81.2.3.0/24')]);
    expect(decide(state, client).reason).toBe('matched');
    given([{ ...seattle, enabled: false }], []);
    expect(decide(state, client).reason).toBe('node-disabled');
    given([seattle], []);
    state.setVector({ number: 1, entries: new Uint8Array(2), publishedAtMs: 0 });
    expect(decide(state, client).reason).toBe('node-down');
    state.setOverrides(new Map([['Seattle-1', { state: 'up' }]]));
    expect(decide(state, client).reason).toBe('matched');
    given([{ ...seattle, servers: { ipv4: { address: '192.0.2.99', port: 81 } } }], []);
    expect(decide(state, client).caches).toMatchObject([{ address: '192.0.2.99', port: 81 }]);
  });

  test('asked again, sees what became of a block that was one node’s and in no other', () => {
    given([seattle, tacoma], [claimOf(seattle, '81.2.3.0/24')]);
    expect(namesFor('81.2.3.4')).toEqual(['Seattle-1']);
    given([], [claimOf(tacoma, '81.2.0.0/16')]);
    expect(namesFor('81.2.3.4')).toEqual(['Seattle-1', 'Tacoma-1 backup']);
    given([], [claimOf(tacoma, '81.2.3.0/24')]);
    expect(namesFor('81.2.3.4').toSorted()).toEqual(['Seattle-1', 'Tacoma-1']);
    routingTableView.apply(
      table,
      revisionOf(claimGone(claimOf(tacoma, '81.2.0.0/16')), claimGone(claimOf(seattle, '81.2.3.0/24'))),
    );
    expect(namesFor('81.2.3.4')).toEqual(['Tacoma-1']);
    state.setOverrides(new Map([['Tacoma-1', { state: 'down', why: 'fibre cut' }]]));
    expect(decide(state, client).reason).toBe('node-down');
    state.setOverrides(new Map());
    given([{ ...tacoma, name: 'Tacoma-2' }], []);
    expect(namesFor('81.2.3.4')).toEqual(['Tacoma-2']);
  });

  test('gives the same object for the same answer as long as node records stay', () => {
    given([seattle, tacoma], [claimOf(seattle, '81.2.3.0/24'), claimOf(seattle, '82.0.0.0/8')]);
    const before = decide(state, client);
    state.setVector({ number: 1, entries: new Uint8Array(3).fill(vectorEntry('up', 50)), publishedAtMs: 0 });
    given([], [claimOf(tacoma, '81.2.4.0/24')]);
    expect(decide(state, client)).toBe(before);
    expect(decide(state, Address.parse('82.1.1.1'))).toBe(before);
    expect(decide(state, Address.parse('9.9.9.9'))).toBe(decide(state, Address.parse('9.9.9.8')));
    given([{ ...seattle, name: 'Seattle-2' }], []);
    expect(decide(state, client).caches).toMatchObject([{ node: 'Seattle-2' }]);
  });
});

test('explain tells the client, claims around it, each block with its nodes and why, and the result', () => {
  const drained: CacheNode = { ...tacoma, admin: { state: 'drain', by: 'local:ana@noc1', why: 'new disks' } };
  given(
    [seattle, drained],
    [claimOf(seattle, '81.2.3.0/24'), claimOf(drained, '81.2.0.0/16'), claimOf(drained, '81.0.0.0/8', 'in-review')],
  );
  state.setVector({ number: 7, entries: Uint8Array.of(0, vectorEntry('up', 40), vectorEntry('up')), publishedAtMs: 0 });
  const { decision, trace } = explain(state, client);
  expect(JSON.parse(JSON.stringify(trace))).toEqual([
    { kind: 'client', address: '81.2.3.4', allowed: true },
    { kind: 'pending', prefix: '81.0.0.0/8', inReview: 1, attentionRequired: 0 },
    {
      kind: 'block',
      rank: 'first',
      prefix: '81.2.3.0/24',
      customer: 'contoso',
      nodes: [
        {
          node: 'Seattle-1',
          id: seattle.id,
          number: 1,
          state: 'serving',
          cause: 'verdict',
          verdict: 'up',
          admittedSharePercent: 40,
          admin: { state: 'auto' },
          override: null,
          weight: 400_000,
          score: expect.any(Number),
        },
      ],
    },
    {
      kind: 'block',
      rank: 'backup',
      prefix: '81.2.0.0/16',
      customer: 'contoso',
      nodes: [
        {
          node: 'Tacoma-1',
          id: tacoma.id,
          number: 2,
          state: 'draining',
          cause: 'operator',
          verdict: 'up',
          admittedSharePercent: 100,
          admin: drained.admin,
          override: null,
          weight: null,
          score: null,
        },
      ],
    },
    { kind: 'result', decision },
  ]);
});
