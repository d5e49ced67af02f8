import { afterAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../command-line.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearhop-new-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

const csv = join(folder, 'rows.csv');
writeFileSync(csv, 'customer,node,server,blocks\nacme,One-1,,8.1.0.0/24\n');
let serial = 0;

/** A path in a directory that is not there either. */
function nowhere(): string {
  return join(folder, `store-${++serial}`, 'registry.db');
}

async function run(path: string, args: readonly string[]) {
  const terminal = new RecordingTerminal({ NEARHOP_STORE: `sqlite:${path}` });
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

describe('a command on a store that is not there', () => {
  const nothingWritten = [
    ['node', 'list'],
    ['node', 'show', 'One-1'],
    ['origin', 'list'],
    ['customer', 'list'],
    ['explain', '8.1.0.1'],
    ['customer', 'create', 'acme', '--dry-run'],
    ['import', csv, '--dry-run'],
  ];
  for (const args of nothingWritten) {
    test(`makes none for nearhop ${args.filter((arg) => arg !== csv).join(' ')}, and names the path and the variable`, async () => {
      const path = nowhere();
      const { code, out, err } = await run(path, args);
      expect([code, out, existsSync(join(path, '..'))]).toEqual([3, '', false]);
      expect(err).toContain(`there is no file "${path}"`);
      expect(err).toContain('NEARHOP_STORE');
    });
  }

  test('makes one for an import, and says so once', async () => {
    const path = nowhere();
    expect(await run(path, ['import', csv])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Added 1 block'),
      err: expect.stringContaining(`made a new store at ${path}`),
    });
    expect((await run(path, ['import', csv])).err).not.toContain('made a new store');
    expect(await run(path, ['node', 'list'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('One-1'),
      err: '',
    });
  });
});

describe('a command on a store that is there', () => {
  test('writes nothing when it only reads', async () => {
    const path = nowhere();
    await run(path, ['import', csv]);
    expect(await run(path, ['node', 'disable', 'One-1', '--reason', 'trying', '--dry-run'])).toMatchObject({ code: 0 });
    expect(await run(path, ['explain', '8.1.0.1'])).toMatchObject({ code: 0 });
  });
});
