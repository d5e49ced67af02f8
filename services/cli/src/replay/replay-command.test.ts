import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RouteAnswer } from '@nearhop/contracts';
import type { ReplayReport } from '@nearhop/replay';
import { Command, CommanderError } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { declareReplay } from '../commands/replay.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';

setDefaultTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), 'nearhop-cli-replay-'));
const clientFile = join(directory, 'clients.csv');
writeFileSync(clientFile, '198.51.100.0/24,3\n2001:db8::/32\n');

/** A router that knows no block, and believes who says for whom it asks unless told otherwise. */
const router = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request) {
    const answer: RouteAnswer = {
      client: request.url.includes('/deaf/') ? '127.0.0.1' : request.headers.get('x-forwarded-for'),
      decision: 'cdn',
      reason: 'no-match',
      caches: [],
      ttlSeconds: 300,
      revision: 1,
      health: 0,
    };
    return Response.json(answer);
  },
});
const url = `http://127.0.0.1:${router.port}`;

afterAll(async () => {
  await router.stop(true);
  rmSync(directory, { recursive: true });
});

async function nearhop(...args: string[]): Promise<{ terminal: RecordingTerminal; failure: unknown }> {
  const terminal = new RecordingTerminal();
  const root = new Command('nearhop').option('-o, --output <format>', '', 'table').exitOverride();
  root.configureOutput({ writeErr: (text) => terminal.complain(text) });
  declareReplay(root, terminal);
  const failure = await root.parseAsync(['replay', ...args], { from: 'user' }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { terminal, failure };
}

const counting = ['--clients', clientFile, '--no-judge', '--rate', '200', '--for', '500ms'];

describe('nearhop replay', () => {
  test('asks at the rate and prints the report as JSON', async () => {
    const { terminal, failure } = await nearhop(url, ...counting, '-o', 'json', '--max-failed', '1');
    const report = JSON.parse(terminal.out.join('\n')) as ReplayReport & { misses: string[] };
    expect(report).toMatchObject({
      judged: false,
      requests: { due: 100, answered: 100 },
      answers: { byReason: { 'no-match': 100 } },
    });
    expect(failure === undefined).toBe(report.misses.length === 0);
  });

  test('exits 1 when a limit is missed, and says which', async () => {
    const { terminal, failure } = await nearhop(url, ...counting, '--max-p50', '0');
    expect(failure).toBeInstanceOf(CommandFailure);
    expect(failure).toMatchObject({ exitCode: 1 });
    expect((failure as CommandFailure).details[0]).toMatch(/^p50 .* ms, must be at most 0 ms$/);
    expect(terminal.out.join('\n')).toContain('missed: p50');
  });

  test('exits 3 when nobody listens', async () => {
    const { failure } = await nearhop('http://127.0.0.1:1', ...counting);
    expect(failure).toMatchObject({ exitCode: 3 });
  });

  test('stops after one request and prints the setting to add when the router does not trust it', async () => {
    const { failure } = await nearhop(`${url}/deaf`, ...counting);
    expect(failure).toMatchObject({
      exitCode: 6,
      details: ['start the router with: NEARHOP_ROUTER_TRUSTED_PROXIES=127.0.0.1/32'],
    });
  });

  test('says what to set when it has no store to judge by', async () => {
    const { failure } = await nearhop(url, '--clients', clientFile);
    expect(failure).toMatchObject({ exitCode: 2 });
    expect((failure as CommandFailure).details[0]).toContain('set NEARHOP_STORE');
  });

  test.each([
    ['--rate', '0'],
    ['--for', '10'],
    ['--spread', 'zipf'],
    ['--ipv6-share', '1.5'],
    ['--workers', '0.5'],
    ['--connections', 'many'],
  ])('refuses %s %s', async (option, value) => {
    const { failure } = await nearhop(url, ...counting, option, value);
    expect(failure).toBeInstanceOf(CommanderError);
  });
});
