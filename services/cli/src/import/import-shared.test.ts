import { start, readConfig } from '@nearhop/control';
import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../command-line.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearhop-shared-'));
const control = await start(
  readConfig({
    NEARHOP_STORE: `sqlite:${join(folder, 'control.db')}`,
    NEARHOP_CONTROL_LISTEN: '127.0.0.1:0',
    NEARHOP_CONTROL_OPS_LISTEN: '127.0.0.1:0',
    NEARHOP_LOG_LEVEL: 'silent',
  }),
);
afterAll(async () => {
  await control.stop();
  rmSync(folder, { recursive: true });
});

const file = join(folder, 'two-nodes.csv');
writeFileSync(file, 'customer,node,server,blocks\nacme,One-1,,8.1.0.0/24\nacme,Two-1,,8.1.0.0/24\n');

const backends: [string, Record<string, string>][] = [
  ['the store', { NEARHOP_STORE: `sqlite:${join(folder, 'local.db')}` }],
  ['control', { NEARHOP_CONTROL_URL: control.endpoints['http'] ?? '' }],
];

describe('nearhop import --shared', () => {
  for (const [what, environment] of backends) {
    test(`gives one block to two nodes of a customer through ${what}`, async () => {
      const run = async (...args: string[]) => {
        const terminal = new RecordingTerminal(environment);
        return { code: await runCommandLine(['import', file, ...args], terminal), out: terminal.out.join('\n') };
      };
      expect(await run()).toEqual({ code: 5, out: expect.stringContaining('ask for it as shared') });
      expect(await run('--shared')).toEqual({ code: 0, out: expect.stringContaining('Added 1 block') });
    });
  }
});
