import type { ImportEvent, ImportRow } from '@nearhop/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ImportOptions } from './import-rows.ts';
import { BY, refusalOf, scratchManagement, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

async function* pieces(text: string) {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

async function importText(text: string, options: Omit<ImportOptions, 'report'> = {}, request: object = {}) {
  const rows: ImportRow[] = [];
  const progress: ImportEvent[] = [];
  const report = (event: ImportEvent) => void (event.kind === 'row' ? rows.push(event.row) : progress.push(event));
  const summary = await scratch.management.importRows(pieces(text), { ...options, report }, { ...BY, ...request });
  return { summary, rows, progress };
}

const HEADER = 'customer,node,server,blocks\n';
const show = (reference: string) => scratch.management.showNode(reference);

describe('Management.importRows', () => {
  test('takes back what was released, and leaves it released where another customer holds the space by now', async () => {
    const file = `${HEADER}isp,East,,5.0.0.0/16 6.0.0.0/16\n`;
    await importText(file);
    await scratch.management.editNode('isp/East', { claims: [] }, { ...BY, why: 'moved', force: true });
    await importText(`${HEADER}other,West,,6.0.0.0/17\n`);
    expect((await importText(file, {}, { dryRun: true })).summary).toMatchObject({ blocksAdded: 2 });
    const { summary, rows } = await importText(file);
    expect(summary).toMatchObject({ blocksAdded: 1, blocksRefused: 1 });
    expect(rows[0]?.texts[0]).toContain('"6.0.0.0/16": Overlaps address space that another customer holds');
    expect((await show('isp/East')).claims).toEqual([{ prefix: '5.0.0.0/16', state: 'valid', shared: false }]);
  });

  test('makes customers and nodes on first sight, and adds up rows of one node', async () => {
    const { summary, rows } = await importText(
      `${HEADER}isp,East,23.0.0.1,5.0.0.0/16 5.1.0.0/16\r\nisp,East,,"5.2.0.0/16,2a00::/32"\nisp,West,,6.0.0.0-6.0.0.9\n`,
      { rows: 'all' },
    );
    expect(rows.map(({ line, outcome, added }) => [line, outcome, added])).toEqual([
      [2, 'ok', 2],
      [3, 'ok', 2],
      [4, 'ok', 2],
    ]);
    expect(summary).toMatchObject({ rows: 3, rowsOk: 3, customersMade: 1, nodesMade: 2, blocksAdded: 6, commits: 1 });
    expect(await show('isp/East')).toMatchObject({
      servers: { ipv4: { address: '23.0.0.1', port: 80 } },
      activated: true,
      state: 'serving',
    });
    expect((await show('isp/East')).claims).toHaveLength(4);
  });

  test('changes nothing when run again', async () => {
    const text = `${HEADER}isp,East,23.0.0.1,5.0.0.0/16 5.1.0.0/16\nisp,West,23.0.0.2,6.0.0.0/16\n`;
    await importText(text);
    const { summary, rows } = await importText(text);
    expect(summary).toMatchObject({
      rowsOk: 2,
      nodesMade: 0,
      customersMade: 0,
      blocksAdded: 0,
      blocksUnchanged: 3,
      commits: 0,
    });
    expect(summary.position.revision).toBe(1);
    expect(rows).toEqual([]);
  });

  test('adds blocks to a node that is there, and moves its revision', async () => {
    const { node } = await scratch.management.createNode(
      { name: 'East', servers: '23.0.0.9', claims: '5.0.0.0/16' },
      BY,
    );
    const { rows } = await importText(`${HEADER},East,23.0.0.1,5.1.0.0/16\n`);
    expect(rows[0]).toMatchObject({ outcome: 'warning', customer: 'default', added: 1 });
    expect(rows[0]?.texts[0]).toContain('server "23.0.0.1" port 80 was left out: the node has "23.0.0.9"');
    const after = await show('East');
    expect(after.claims).toHaveLength(2);
    expect(after.revision).toBeGreaterThan(node.revision);
  });

  test('sinks nothing for bad rows and bad blocks, and names each', async () => {
    const { summary, rows } = await importText(
      `${HEADER}isp,East,,5.0.0.0/16 5.0.0.1/16 10.0.0.0/8 5.1.0.0/16\nisp,Ea st,,7.0.0.0/16\nisp,West\nI S P,x,,1.0.0.0/8\nisp,"open,,\nisp,North,nowhere,8.0.0.0/16\nisp,South,,9.0.0.0/16\n`,
    );
    expect(rows.map(({ line, outcome, added, refused }) => [line, outcome, added, refused])).toEqual([
      [2, 'error', 2, 2],
      [3, 'error', 0, 0],
      [4, 'error', 0, 0],
      [5, 'error', 0, 0],
      [6, 'error', 0, 0],
      [7, 'error', 1, 0],
    ]);
    expect(rows[0]?.texts[0]).toContain('did you mean "5.0.0.0/16"');
    expect(summary).toMatchObject({ rows: 7, rowsOk: 1, rowsError: 6, blocksAdded: 4, blocksRefused: 2 });
  });

  test("warns of blocks that overlap another customer's, in the registry and in the same file", async () => {
    await importText(`${HEADER}first,a,,5.0.0.0/16\n`);
    const { summary, rows } = await importText(
      `${HEADER}second,b,,5.0.1.0/24 6.0.0.0/16\nthird,c,,6.0.0.0/8\nthird,c,,7.0.0.0/8\n`,
    );
    expect(rows.map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, 'warning'],
      [3, 'warning'],
    ]);
    expect(summary).toMatchObject({ blocksAdded: 4, blocksAttentionRequired: 2 });
    expect((await show('c')).claims.map(({ prefix, state }) => `${prefix} ${state}`)).toEqual([
      '6.0.0.0/8 attention-required',
      '7.0.0.0/8 valid',
    ]);
    expect((await show('b')).claims.map(({ state }) => state)).toEqual(['attention-required', 'valid']);
  });

  test("refuses a block of the customer's other node unless told to share, and counts doubles as unchanged", async () => {
    const text = `${HEADER}isp,a,,5.0.0.0/16 5.0.0.0/16\nisp,b,,5.0.0.0/16 6.0.0.0/16\n`;
    const { rows, summary } = await importText(text, { rows: 'all' });
    expect(rows.map(({ outcome, added, unchanged, refused }) => [outcome, added, unchanged, refused])).toEqual([
      ['ok', 1, 1, 0],
      ['error', 1, 0, 1],
    ]);
    expect(rows[1]?.texts).toEqual([
      'block "5.0.0.0/16" is claimed by your node "a": ask for it as shared to serve it from both',
    ]);
    expect(summary.rowsError).toBe(1);
    expect((await importText(text, { shared: true })).summary).toMatchObject({ rowsError: 0, blocksAdded: 1 });
  });

  test('leaves out a server that another node has', async () => {
    const { rows } = await importText(`${HEADER}isp,a,23.0.0.1,\nisp,b,23.0.0.1,5.0.0.0/16\nother,c,23.0.0.1,\n`);
    expect(rows.map(({ line, texts }) => [line, texts])).toEqual([
      [3, ['server "23.0.0.1" port 80 was left out: it serves your node "a"']],
      [4, ['server "23.0.0.1" port 80 was left out: it is already in use']],
    ]);
  });

  test('takes rows and nodes larger than a commit, with progress', async () => {
    const blocks = Array.from({ length: 12_000 }, (_, index) => `8.${index >> 8}.${index & 255}.0/24`).join(' ');
    const single = Array.from(
      { length: 12_000 },
      (_, index) => `isp${index % 7},n${index % 900},,9.${index >> 8}.${index & 255}.0/24\n`,
    ).join('');
    const { summary, progress } = await importText(`${HEADER}isp,big,,${blocks}\n${single}`, { rowsTotal: 12_001 });
    expect(summary).toMatchObject({
      rows: 12_001,
      rowsOk: 12_001,
      blocksAdded: 24_000,
      customersMade: 8,
      nodesMade: 6_301,
    });
    expect((await scratch.registry.position()).counts).toMatchObject({ claim: 24_000, node: 6_301, customer: 8 });
    expect(progress.at(-1)).toEqual({
      kind: 'progress',
      progress: { rowsDone: 12_001, rowsTotal: 12_001, blocksDone: 24_000 },
    });
  });

  test('writes nothing in a dry run, and foretells the rest', async () => {
    await importText(`${HEADER}first,a,,5.0.0.0/16\n`);
    const { summary, rows } = await importText(
      `${HEADER}first,a,,5.0.0.0/16 5.0.1.0/24\nsecond,b,,5.0.2.0/24\nsecond,b,,x\n`,
      {},
      { dryRun: true },
    );
    expect(summary).toMatchObject({
      dryRun: true,
      customersMade: 1,
      nodesMade: 1,
      blocksAdded: 2,
      blocksUnchanged: 1,
      blocksAttentionRequired: 1,
      commits: 0,
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['warning', 'error']);
    expect((await scratch.registry.position()).revision).toBe(1);
  });

  for (const text of ['', 'a,b,c\n', 'isp,East,,5.0.0.0/16\n', '"']) {
    test(`refuses a file that begins with ${JSON.stringify(text)}`, async () => {
      expect((await refusalOf(importText(text))).message).toContain('customer,node,server,blocks');
    });
  }

  test('waits for a report that takes its time', async () => {
    let open = 0;
    let most = 0;
    const report = async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open--;
    };
    await scratch.management.importRows(pieces(`${HEADER}isp,a,,x\nisp,b,,y\n`), { report }, BY);
    expect([open, most]).toEqual([0, 1]);
  });
});
