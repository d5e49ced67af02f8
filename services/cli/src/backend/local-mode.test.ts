import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../command-line.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearhop-local-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ENVIRONMENT = {
  NEARHOP_STORE: `sqlite:${join(folder, 'registry.db')}`,
  NEARHOP_LAB: 'true',
  // Nothing listens on the discard port.
  NEARHOP_ROUTER_URL: 'http://127.0.0.1:9',
};

async function run(args: readonly string[], answers: readonly boolean[] = []) {
  const terminal = new RecordingTerminal(ENVIRONMENT, answers);
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

describe('commands on the store itself', () => {
  beforeAll(async () => {
    await run(['customer', 'create', 'acme', '--name', 'Acme', '--asn', '64500', '--asn', '64501']);
    await run([
      'node',
      'create',
      'One-1',
      '--server',
      '10.0.0.1',
      '--blocks',
      '10.1.0.0/24, 10.1.1.0/24',
      '--label',
      'site=north',
    ]);
  });

  test('list what there is, as a table without colours', async () => {
    const { code, out } = await run(['node', 'list']);
    expect([code, out.split('\n')]).toEqual([
      0,
      ['NODE   CUSTOMER  STATE    SERVERS      LABELS', 'One-1  acme      serving  10.0.0.1:80  site=north'],
    ]);
  });

  test('list by customer and name', async () => {
    const file = join(folder, 'order.csv');
    writeFileSync(file, 'customer,node,server,blocks\nbeta,A-1,,\nbeta,C-1,,\nbeta,B-1,,\nalpha,Z-1,,\n');
    await run(['import', file]);
    const nodes: { name: string }[] = JSON.parse((await run(['node', 'list', '-o', 'json'])).out);
    expect(nodes.map(({ name }) => name)).toEqual(['One-1', 'Z-1', 'A-1', 'B-1', 'C-1']);
  });

  test('list the same as JSON and YAML', async () => {
    expect(JSON.parse((await run(['customer', 'list', '-o', 'json'])).out)).toContainEqual(
      expect.objectContaining({ id: 'acme', asns: [64_500, 64_501] }),
    );
    expect((await run(['customer', 'list', '-o', 'yaml'])).out).toContain('id: acme');
  });

  test('show a node with each block on its line', async () => {
    const { out } = await run(['node', 'show', 'One-1']);
    expect(out).toMatch(/^blocks +10\.1\.0\.0\/24\n +10\.1\.1\.0\/24\nip space +512 addresses$/m);
  });

  test('explain from the store', async () => {
    const { code, out } = await run(['explain', '10.1.0.7']);
    expect(code).toBe(0);
    expect(out).toContain('10.1.0.7 → One-1 10.0.0.1:80 (matched');
    expect(out).toContain('longest block 10.1.0.0/24 of acme: 1 node');
  });

  test('edit blocks and labels by what is added and removed', async () => {
    const { code, out } = await run([
      'node',
      'edit',
      'One-1',
      '--add-blocks',
      '10.1.2.0/24',
      '--remove-blocks',
      '10.1.1.0/24',
      '--remove-label',
      'site',
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining('Changed node One-1 of acme: 1 block added, 1 removed')]);
    const node = JSON.parse((await run(['node', 'show', 'One-1', '-o', 'json'])).out);
    expect([node.labels, node.claims.map(({ prefix }: { prefix: string }) => prefix)]).toEqual([
      {},
      ['10.1.0.0/24', '10.1.2.0/24'],
    ]);
  });

  test('refuse to remove a block that the node does not have', async () => {
    const { code, err } = await run(['node', 'edit', 'One-1', '--remove-blocks', '10.9.0.0/24']);
    expect([code, err]).toEqual([1, expect.stringContaining('--remove-blocks: "10.9.0.0/24" is none of its blocks')]);
  });

  test('refuse an edit of nothing', async () => {
    expect(await run(['node', 'edit', 'One-1'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing to change was given'),
    });
  });

  test('say that a node is as it was asked for already', async () => {
    const { code, out } = await run(['node', 'enable', 'One-1']);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^Nothing to change: node One-1 of acme is so already \(revision \d+\)$/),
    ]);
  });

  test('say how much moves to the CDN, and write nothing in a dry run', async () => {
    const { code, out, err } = await run(['node', 'disable', 'One-1', '--reason', 'trying', '--dry-run']);
    expect([code, out]).toEqual([0, 'Would disable node One-1 of acme (nothing was written)']);
    expect(err).toBe('warning: 512 IPv4 addresses would move to the CDN: no other node of their block serves them');
    expect((await run(['node', 'list'])).out).toContain('serving');
  });

  test('ask before a delete, and take no for an answer', async () => {
    const { code, err } = await run(['node', 'delete', 'One-1', '--reason', 'trying'], [false]);
    expect(code).toBe(1);
    expect(err).toContain('Delete node One-1 of acme with 2 blocks? [y/N] ');
    expect((await run(['node', 'list'])).out).toContain('One-1');
  });

  test('keep a reason and who gave it in the history', async () => {
    await run(['node', 'disable', 'One-1', '--reason', 'new disks']);
    const { openRegistry } = await import('@nearhop/registry');
    const registry = await openRegistry(ENVIRONMENT.NEARHOP_STORE, { access: 'follow' });
    const [newest] = await registry.history({ limit: 1 });
    await registry.close();
    expect(newest).toMatchObject({ why: 'new disks', by: expect.stringMatching(/^local:.+@.+$/) });
    await run(['node', 'enable', 'One-1']);
  });

  test('end a wait for a router that is not there with its own exit code, the change made', async () => {
    const { code, out, err } = await run(['node', 'disable', 'One-1', '--reason', 'trying', '--wait', '1']);
    expect([code, out]).toEqual([4, expect.stringContaining('Disabled node One-1')]);
    expect(err).toContain('it is committed');
    expect(err).toContain('http://127.0.0.1:9: unreachable');
  });

  test('import good rows and report bad ones', async () => {
    const file = join(folder, 'rows.csv');
    writeFileSync(file, 'customer,node,server,blocks\nacme,Two-1,10.0.0.2,10.2.0.0/24\nacme,No good,,10.3.0.0/24\n');
    const { code, out, err } = await run(['import', file]);
    expect(code).toBe(5);
    expect(out.split('\n')).toEqual([
      'line 3 acme No good: error',
      expect.stringContaining('  node "No good": write 1 to 90'),
      '2 rows: 1 good, 0 with warnings, 1 with errors',
      expect.stringMatching(/^Added 1 block, 1 node, 0 customers \(revision \d+\)$/),
    ]);
    expect(err).toContain('1 of 2 rows did not go in whole');
    expect(err).toContain('mend them and import the file again: what is in stays as it is');
  });

  test('say of a dry run with bad rows what would go in, and that nothing is', async () => {
    const file = join(folder, 'dry.csv');
    writeFileSync(file, 'customer,node,server,blocks\nacme,Dry-1,,10.4.0.0/24\nacme,No good,,10.3.0.0/24\n');
    const { code, err } = await run(['import', file, '--dry-run']);
    expect(code).toBe(5);
    expect(err).toContain('1 of 2 rows would not go in whole');
    expect(err).toContain('nothing was written: mend them first, or import without --dry-run to take the good rows');
    expect(err).not.toContain('what is in stays');
  });

  test('import nothing but bad rows as a refusal, and say that a file is not there', async () => {
    const file = join(folder, 'bad.csv');
    writeFileSync(file, 'customer,node,server,blocks\nacme,No good,,10.3.0.0/24\n');
    expect((await run(['import', file])).code).toBe(1);
    expect(await run(['import', join(folder, 'none.csv')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Cannot read file'),
    });
  });

  test('refuse a node that nobody has', async () => {
    expect(await run(['node', 'show', 'None-1'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Cannot find node "None-1"'),
    });
  });
});
