import { start } from '@nearhop/control';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../command-line.ts';
import { RecordingTerminal } from '../../testing/recording-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearhop-review-'));
const local = { host: '127.0.0.1', port: 0 };
let url = '';
let stop = async () => {};
beforeAll(async () => {
  const service = await start({
    store: `sqlite:${join(folder, 'registry.db')}`,
    storeAcks: undefined,
    listen: local,
    opsListen: local,
    routers: [],
    asnFile: undefined,
    supportContact: 'noc@example.net',
    privateNetworks: [],
    lab: false,
    logLevel: 'silent',
  });
  url = service.endpoints['http'] ?? '';
  stop = () => service.stop();
});
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line, `as` somebody; the words are split at spaces, but for `'…'`. */
async function nearhop(line: string, actor = 'carol') {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const terminal = new RecordingTerminal({ NEARHOP_CONTROL_URL: url, NEARHOP_ACTOR: actor });
  const code = await runCommandLine(words, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

describe('nearhop claim and nearhop review', () => {
  test('go through a refusal that is answered, with every word on the command line', async () => {
    expect((await nearhop('customer create contoso --contact ops@contoso.example --asn 64500')).code).toBe(0);
    const checked = await nearhop("claim check '2.0.0.0/12, 2.21.234.1/24, 3.22.235.0/24'");
    expect(checked.out).toMatch(/1\s+2\.0\.0\.0\/12\s+in-review\s+Waits for a reviewer/);
    expect(checked.out).toMatch(/2\s+2\.21\.234\.1\/24\s+refused\s+.*did you mean "2\.21\.234\.0\/24"/);
    expect(checked.out).toContain('1,048,832 addresses in all');

    const created = await nearhop("node create Seattle-1 --blocks '2.0.0.0/12, 3.22.235.0/24' --label site=seattle");
    expect(created.out).toContain('1 block added, 1 in review');
    expect((await nearhop('node list --problem')).out).toContain('Seattle-1');

    const queue = await nearhop('review list', 'rita');
    expect(queue.out).toMatch(/2\.0\.0\.0\/12\s+contoso\/Seattle-1\s+in-review\s+1,048,576 IPv4 addresses\s+none/);
    const own = await nearhop('review approve 2.0.0.0/12');
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('somebody else must judge it')]);
    expect((await nearhop('review refuse 2.0.0.0/12', 'rita')).err).toContain('a reason is required');
    const refused = await nearhop("review refuse 2.0.0.0/12 --reason 'Exceedingly large'", 'rita');
    expect(refused.out).toContain('attention-required: Exceedingly large');
    expect(refused.err).toContain('Questions: noc@example.net');

    expect((await nearhop('claim list --state attention-required')).out).toContain('Exceedingly large');
    const again = await nearhop("claim resubmit 2.0.0.0/12@Seattle-1 --comment 'It is our whole network'");
    expect(again.out).toContain('Asked again for 2.0.0.0/12 of contoso/Seattle-1: in-review');
    await nearhop("review comment 2.0.0.0/12 'Fine then'", 'rita');
    const shown = await nearhop('review show 2.0.0.0/12', 'rita');
    expect(shown.out).toContain('api:carol (claimant): It is our whole network');
    expect(shown.out).toContain('api:rita (reviewer): Fine then');
    expect(shown.out).toContain('set NEARHOP_CONTROL_ASN_FILE');
    const approved = await nearhop('review approve 2.0.0.0/12 --as rita');
    expect(approved.out).toContain('Approved 2.0.0.0/12 of contoso/Seattle-1: valid');
    expect((await nearhop('review list')).out).toBe('No claim waits for a reviewer');
  });

  test('take a claim back, and say who a customer is', async () => {
    await nearhop('node edit Seattle-1 --add-blocks 4.0.0.0/12');
    expect((await nearhop('claim withdraw 4.0.0.0/12')).out).toContain('Withdrew 4.0.0.0/12');
    expect((await nearhop('claim withdraw 4.0.0.0/12')).err).toContain('no claim on this prefix waits');
    const edited = await nearhop('customer edit contoso --asn 64511 --no-contact');
    expect(edited.out).toContain('Changed customer contoso');
    const shown = await nearhop('customer show contoso');
    expect(shown.out).toMatch(/contact\s+none/);
    expect(shown.out).toMatch(/held unreviewed\s+256 of 50,000 IPv4 addresses/);
  });
});

describe('nearhop node, selecting by label', () => {
  test('changes all nodes with the label, and no others', async () => {
    await nearhop('node create Seattle-2 --label site=seattle');
    await nearhop('node create Tacoma-1 --label site=tacoma');
    expect((await nearhop('node list --label site=seattle')).out.split('\n')).toHaveLength(3);
    const disabled = await nearhop("node disable --label site=seattle --reason 'power work' --force");
    expect(disabled.out).toMatch(/Disabled node Seattle-[12][^]*Disabled node Seattle-[12]/);
    const states = JSON.parse((await nearhop('node list -o json')).out) as { name: string; enabled: boolean }[];
    expect(states.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['Seattle-1', false],
      ['Seattle-2', false],
      ['Tacoma-1', true],
    ]);
    expect((await nearhop('node edit --where site=tacoma --max-egress 5000')).out).toContain('Changed node Tacoma-1');
    const none = await nearhop('node enable --label site=nowhere');
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('none has site=nowhere')]);
    expect((await nearhop('node enable')).code).toBe(2);
  });

  test('brings back what was deleted', async () => {
    await nearhop('node delete Tacoma-1 --yes --reason closed');
    expect((await nearhop('node list --deleted')).out).toMatch(/Tacoma-1\s+contoso/);
    expect((await nearhop('node restore Tacoma-1')).out).toContain('Restored node Tacoma-1 of contoso');
  });
});
