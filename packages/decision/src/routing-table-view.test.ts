import { describe, expect, test } from 'bun:test';
import type { CacheNode } from '@nearhop/contracts';
import type { RoutingWrite } from './routing-records.ts';
import { RoutingTable } from './routing-table.ts';
import { routingTableView } from './routing-table-view.ts';
import {
  cacheNode,
  claimGone,
  claimOf,
  claimWrite,
  customerWrite,
  nodeGone,
  nodeWrite,
  pagesOf,
  revisionOf,
} from './testing/records.ts';
import { tableLines } from './testing/world.ts';
import { ViewError } from './view-error.ts';

const ana = cacheNode(1);
const bob = cacheNode(2, { customer: 'fabrikam' });

function tableOf(...writes: RoutingWrite[]): RoutingTable {
  const table = new RoutingTable();
  routingTableView.apply(table, revisionOf(...writes));
  return table;
}

function refusalOf(table: RoutingTable, ...writes: RoutingWrite[]): ViewError {
  const before = tableLines(table);
  try {
    routingTableView.apply(table, revisionOf(...writes));
  } catch (error) {
    if (!(error instanceof ViewError)) throw error;
    expect(tableLines(table)).toEqual(before);
    return error;
  }
  throw new Error('Expected a refusal');
}

describe('routingTableView.apply', () => {
  test('refuses a block that overlaps another customer’s, in either direction and at the same prefix', () => {
    const table = tableOf(nodeWrite(ana), nodeWrite(bob), claimWrite(claimOf(ana, '81.2.0.0/16')));
    for (const prefix of ['81.2.3.0/24', '81.0.0.0/8', '81.2.0.0/16']) {
      const error = refusalOf(table, claimWrite(claimOf(bob, prefix)));
      expect(error.cause).toBe('overlap');
      expect(error.code).toBe('ERR_VIEW_OVERLAP');
    }
    const { message } = refusalOf(table, claimWrite(claimOf(bob, '81.2.3.0/24')));
    expect(message).toBe(
      `Cannot take block "81.2.3.0/24" of customer "fabrikam": it must not overlap another customer's: found "81.2.0.0/16" of "contoso"`,
    );
  });

  test('refuses two overlapping blocks of one revision, and takes space that the same revision frees', () => {
    const table = tableOf(nodeWrite(ana), nodeWrite(bob), claimWrite(claimOf(ana, '81.2.0.0/16')));
    const both = [claimWrite(claimOf(ana, '82.0.0.0/8')), claimWrite(claimOf(bob, '82.1.0.0/16'))];
    expect(refusalOf(table, ...both).cause).toBe('overlap');
    const moved = [claimWrite(claimOf(bob, '81.2.3.0/24')), claimGone(claimOf(ana, '81.2.0.0/16'))];
    routingTableView.apply(table, revisionOf(...moved));
    expect(tableLines(table).filter((line) => line.includes('valid'))).toEqual([`81.2.3.0/24 ${bob.id} valid`]);
  });

  test('refuses a block that changes hands while another of the old customer’s lies around or inside it', () => {
    for (const staying of ['81.0.0.0/8', '81.2.3.0/24']) {
      const blocks = [claimOf(ana, '81.2.0.0/16'), claimOf(ana, staying)];
      const table = tableOf(nodeWrite(ana), nodeWrite(bob), ...blocks.map(claimWrite));
      const error = refusalOf(table, claimGone(claimOf(ana, '81.2.0.0/16')), claimWrite(claimOf(bob, '81.2.0.0/16')));
      expect(error.cause).toBe('overlap');
    }
  });

  test('lets several customers wait for one prefix', () => {
    const claims = [claimOf(ana, '81.2.0.0/16', 'in-review'), claimOf(bob, '81.2.0.0/16', 'attention-required')];
    const table = tableOf(nodeWrite(ana), nodeWrite(bob), ...claims.map(claimWrite));
    expect(table.pending.size).toBe(1);
    expect(table.blocks.size).toBe(0);
  });

  test('keeps the records that are neither node nor claim', () => {
    const customer = { id: 'contoso', name: 'Contoso', asns: [64_500] };
    const origin = { host: 'download.example.com', scheme: 'https' as const, port: 443 };
    const table = tableOf(customerWrite(customer), { kind: 'origin', id: origin.host, value: origin });
    expect([...table.customers.values()]).toEqual([customer]);
    expect([...table.origins.values()]).toEqual([origin]);
    routingTableView.apply(table, revisionOf({ kind: 'origin', id: origin.host, value: null }));
    expect(table.origins.size).toBe(0);
  });

  const valid = claimOf(ana, '81.2.0.0/16');
  const moved: CacheNode = { ...ana, customer: 'fabrikam' };
  const refusals: [what: string, writes: RoutingWrite[], message: string][] = [
    ['a claim of an unknown node', [claimWrite(claimOf(cacheNode(7), '9.0.0.0/8'))], 'its node is unknown'],
    ['a claim of a node that goes', [nodeGone(bob), claimWrite(claimOf(bob, '9.0.0.0/8'))], 'its node is unknown'],
    [
      'a claim of another customer than its node',
      [claimWrite({ ...claimOf(bob, '9.0.0.0/8'), customer: 'contoso' })],
      'its customer must be its node\'s, "fabrikam": received "contoso"',
    ],
    ['host bits', [claimWrite(claimOf(ana, '9.0.0.1/8'))], 'did you mean "9.0.0.0/8"'],
    ['a prefix in a second spelling', [claimWrite(claimOf(ana, '2A00::/16'))], 'write 2a00::/16'],
    ['an id that is not the claim’s', [{ ...claimWrite(valid), id: '9.0.0.0/8@x' }], 'the id must be'],
    ['a number that another node has', [nodeWrite(cacheNode(9, { number: 1 }))], `number 1 is node "${ana.id}"'s`],
    ['a new number for a node', [nodeWrite({ ...ana, number: 9 })], 'its number must stay 1: received 9'],
    ['a number out of range', [nodeWrite(cacheNode(1_048_576))], 'number must be 0 to 1048575: received 1048576'],
    ['a node that goes without its claims', [nodeGone(ana)], '1 of its claims stay'],
    ['a node that changes hands without its claims', [nodeWrite(moved)], '1 of its claims stay'],
    ['an id that is not the node’s', [{ ...nodeWrite(ana), id: bob.id }], `its own id is "${ana.id}"`],
  ];
  for (const [what, writes, message] of refusals) {
    test(`refuses ${what}`, () => {
      const error = refusalOf(tableOf(nodeWrite(ana), nodeWrite(bob), claimWrite(valid)), ...writes);
      expect(error.message).toContain(message);
      expect(error.code).toBe('ERR_VIEW');
      expect(error.cause).toBe('record');
    });
  }
});

test('routingTableView.load refuses a block that overlaps another customer’s, in either direction and at the same prefix', async () => {
  for (const prefix of ['81.2.3.0/24', '81.0.0.0/8', '81.2.0.0/16']) {
    const claims = [claimOf(ana, '81.2.0.0/16'), claimOf(bob, prefix)];
    const outcome = await routingTableView.load(pagesOf([ana, bob], claims)).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: 'ERR_VIEW_OVERLAP', cause: 'overlap' });
  }
});

test('routingTableView.load lets the event loop turn while it builds', async () => {
  const claims = Array.from({ length: 5_000 }, (_, index) => claimOf(ana, `81.${index >>> 8}.${index & 255}.0/24`));
  let turns = 0;
  let loading = true;
  const turn = () => {
    turns++;
    if (loading) setImmediate(turn);
  };
  setImmediate(turn);
  const table = await routingTableView.load(pagesOf([ana], claims, 5_000));
  loading = false;
  expect(table.blocks.size).toBe(5_000);
  expect(turns).toBeGreaterThanOrEqual(10);
});

describe('routingTableView.encode', () => {
  const claims = Array.from({ length: 3_000 }, (_, index) => claimOf(ana, `81.${index >>> 8}.${index & 255}.0/24`));
  const nodes = Array.from({ length: 1_000 }, (_, index) => cacheNode(index + 10));
  const large = () => tableOf(...[ana, ...nodes].map(nodeWrite), ...claims.map(claimWrite));

  test('gives a large table in many small chunks', () => {
    const chunks = [...routingTableView.encode(large())];
    expect(chunks.length).toBeGreaterThan(8);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(100_000);
  });

  test('throws when the table changes after any chunk but the last', () => {
    const count = [...routingTableView.encode(large())].length;
    const changes = [
      customerWrite({ id: 'contoso', name: 'Contoso', asns: [] }),
      nodeWrite(bob),
      claimWrite(claimOf(ana, '9.0.0.0/8')),
      claimWrite(claimOf(ana, '9.0.0.0/8', 'in-review')),
    ];
    for (const change of changes) {
      for (const after of [1, count >>> 1, count - 1]) {
        const table = large();
        const chunks = routingTableView.encode(table)[Symbol.iterator]();
        for (let read = 0; read < after; read++) chunks.next();
        routingTableView.apply(table, revisionOf(change));
        expect(() => chunks.next()).toThrow('table must not change while it is encoded');
      }
    }
  });
});

describe('routingTableView.decode', () => {
  const claims = [claimOf(ana, '81.2.0.0/16'), claimOf(bob, '2a00:1450::/32'), claimOf(ana, '9.0.0.0/8', 'in-review')];
  const bytes = Buffer.concat([
    ...routingTableView.encode(tableOf(nodeWrite(ana), nodeWrite(bob), ...claims.map(claimWrite))),
  ]);

  test('reads what encode wrote, wherever it begins in memory', () => {
    for (const offset of [0, 1, 7]) {
      const memory = new Uint8Array(bytes.length + 8);
      memory.set(bytes, offset);
      const table = routingTableView.decode(memory.subarray(offset, offset + bytes.length));
      expect(tableLines(table)).toHaveLength(5);
    }
  });

  test('refuses other bytes, another version and a torn end', () => {
    const changed = (offset: number, value: number) => bytes.map((byte, index) => (index === offset ? value : byte));
    const refusal = (received: Uint8Array) => () => routingTableView.decode(received);
    expect(refusal(new Uint8Array(3))).toThrow('Cannot read routing table: it must have at least 20 bytes: received 3');
    expect(refusal(changed(0, 0))).toThrow('it must begin with "NHRT"');
    expect(refusal(changed(4, 2))).toThrow('version must be 1: received 2');
    for (let end = 0; end < bytes.length; end++) expect(refusal(bytes.subarray(0, end))).toThrow(ViewError);
    expect(refusal(Buffer.concat([bytes, new Uint8Array(4)]))).toThrow(
      'its parts must have the lengths that it ends in',
    );
    expect(refusal(changed(20, 0))).toThrow(ViewError);
  });
});
