import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY_PORTS, Demo } from './demo.ts';
import { nearhopCommand } from './nearhop-command.ts';

// Each wait has a bound of its own that says what it waited for.
setDefaultTimeout(40_000);

const directory = mkdtempSync(join(tmpdir(), 'nearhop-walk-'));
const SEATTLE = /^127\.0\.1\.5 → Seattle-1 127\.0\.0\.1:\d+ \(matched, revision \d+, health 0\)$/m;

describe('a walk with the command line through a running demo', () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await Demo.start(directory);
  });

  afterAll(async () => {
    await demo.stop();
    rmSync(directory, { recursive: true });
  });

  test('up says where everything is and what to try, in fewer than 22 lines', () => {
    expect(demo.printed).toStartWith('Nearhop ');
    const lines = demo.printed.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(22);
    for (const text of ['wget ', 'nearhop fetch ', 'data/up', 'curl --interface 127.0.1.5', '--watch', 'Ctrl-C'])
      expect(demo.printed).toContain(text);
  });

  test('route --as is the node of the block, or the CDN outside every block', async () => {
    expect(await demo.run('route', '--as', '127.0.1.5')).toEqual({
      code: 0,
      out: expect.stringMatching(SEATTLE),
      err: '',
    });
    expect(await demo.run('route', '--as', '127.77.7.7')).toEqual({
      code: 0,
      out: '127.77.7.7 → CDN (no-match)',
      err: '',
    });
  });

  test('a device that really has the address is answered the same', async () => {
    const curl = Bun.spawn(['curl', '-s', '--interface', '127.0.1.5', `${demo.router}/v1/route`], { stdout: 'pipe' });
    expect(await new Response(curl.stdout).json()).toMatchObject({
      client: '127.0.1.5',
      decision: 'node',
      caches: [{ node: 'Seattle-1', address: '127.0.0.1', port: Number(new URL(demo.node).port) }],
    });
  });

  test('an inner block has the enclosing one as backup', async () => {
    const { out } = await demo.run('route', '--as', '127.0.17.5', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      reason: 'matched',
      caches: [
        { node: 'Tacoma-1', address: '127.0.0.4', backup: false },
        { node: 'Olympia-1', address: '127.0.0.3', backup: true },
      ],
    });
  });

  test('the demo origin serves the test object, to clients of no node by redirect', async () => {
    const path = 'mscomtest/wuidt.gif';
    const response = await fetch(`${demo.router}/v1/redirect/127.0.0.1/${path}`);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'image/gif']);
    expect((await response.arrayBuffer()).byteLength).toBe(969_710);
  });

  test('the node of the block gives the test object: a miss, then a hit of the same bytes', async () => {
    const url = `${demo.node}/mscomtest/wuidt.gif?cacheHostOrigin=${new URL(demo.origin).host}`;
    const taken = [];
    for (const word of ['fwd=uri-miss', '; hit']) {
      const response = await fetch(url);
      expect(response.headers.get('Content-Length')).toBe('969710');
      expect(response.headers.get('Cache-Status')).toContain(word);
      taken.push(Bun.hash(await response.arrayBuffer()));
    }
    expect(new Set(taken).size).toBe(1);
  });

  test('fetch goes where the router sends the client, and to the origin for others', async () => {
    const url = `${demo.origin}/objects/one-mebibyte.bin`;
    const first = await demo.run('fetch', url, '--as', '127.0.2.5', '-o', 'json');
    const second = await demo.run('fetch', url, '--as', '127.0.2.5', '-o', 'json');
    const others = await demo.run('fetch', url, '--as', '127.77.7.7', '-o', 'json');
    const results = [first, second, others].map(({ out }) => JSON.parse(out));
    expect(results.map(({ source }) => source.node ?? source.kind)).toEqual(['Portland-1', 'Portland-1', 'origin']);
    expect(results[1].cacheStatus).toContain('; hit');
    expect(new Set(results.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(results[0].bytes).toBe(1 << 20);
  });

  test('a disable changes the watched line, and an enable brings it back', async () => {
    const watch = demo.spawn('route', '--as', '127.0.1.5', '--watch');
    try {
      await watch.waitFor(/→ Seattle-1/);
      const disabled = await demo.run('node', 'disable', 'Seattle-1', '--reason', 'trying', '--wait');
      expect(disabled).toMatchObject({ code: 0, out: expect.stringContaining('Disabled node Seattle-1') });
      expect(disabled.err).toContain('warning: 256 IPv4 addresses and 65,536 IPv6 /64 networks move to the CDN');
      expect(disabled.err).toMatch(/Every router serves revision \d+: 1 router, after \d+ ms/);
      await watch.waitFor(/127\.0\.1\.5 → CDN \(node-disabled\)/);
      expect((await demo.run('node', 'enable', 'Seattle-1')).code).toBe(0);
      await watch.waitFor(/CDN[^]*→ Seattle-1/);
    } finally {
      watch.signal('SIGINT');
    }
    expect(await watch.exited).toBe(0);
    expect(watch.output().trimEnd().split('\n')).toHaveLength(3);
  });

  test('create tells every mistake at once, each with what to write', async () => {
    const mistakes = 'node create Bad+name --customer nobody --server 203.0.113.99:99999 --label ?=1 --blocks x'.split(
      ' ',
    );
    const { code, out, err } = await demo.run(...mistakes, '--blocks', '127.0.50.5/24, 10.0.0.0/33');
    expect([code, out]).toEqual([1, '']);
    for (const text of [
      'name: ',
      '--customer: ',
      '--server: ',
      '--label ?: ',
      'did you mean "127.0.50.0/24"',
      'block 2: ',
      'block 3: ',
    ]) {
      expect(err).toContain(text);
    }
  });

  test('create, edit, show and delete a node', async () => {
    const create = 'node create Spokane-1 --customer demo-isp --server 203.0.113.50 --wait'.split(' ');
    const created = await demo.run(...create, '--blocks', '127.0.60.0/24, 127.0.61.0/24');
    expect(created).toMatchObject({
      code: 0,
      out: expect.stringContaining('Created node Spokane-1 of demo-isp: 2 blocks added'),
    });
    // Devices are sent to it when it has proved that it is there.
    expect((await demo.run('route', '--as', '127.0.60.1')).out).toBe('127.0.60.1 → CDN (node-not-activated)');
    const edited = await demo.run(
      'node',
      'edit',
      'Spokane-1',
      '--add-blocks',
      '127.0.62.0/24',
      '--remove-blocks',
      '127.0.60.0/24',
      '--wait',
    );
    expect(edited).toMatchObject({ code: 0, out: expect.stringContaining('1 block added, 1 removed') });
    const shown = await demo.run('node', 'show', 'Spokane-1', '-o', 'json');
    expect(JSON.parse(shown.out).claims.map(({ prefix }: { prefix: string }) => prefix)).toEqual([
      '127.0.61.0/24',
      '127.0.62.0/24',
    ]);
    const refused = await demo.run('node', 'delete', 'Spokane-1', '--reason', 'over');
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('add --yes') });
    const deleted = await demo.run('node', 'delete', 'Spokane-1', '--reason', 'over', '--yes', '--wait');
    expect(deleted).toMatchObject({
      code: 0,
      out: expect.stringContaining('Deleted node Spokane-1 of demo-isp with 2 blocks'),
    });
    expect((await demo.run('route', '--as', '127.0.61.1')).out).toBe('127.0.61.1 → CDN (no-match)');
  });

  test('lists as table, JSON and YAML', async () => {
    expect((await demo.run('node', 'list')).out).toMatch(/^NODE +CUSTOMER +STATE[^]*^Seattle-1 +demo-isp +serving/m);
    expect(JSON.parse((await demo.run('node', 'list', '-o', 'json', '--customer', 'demo-campus')).out)).toHaveLength(2);
    expect((await demo.run('origin', 'list', '-o', 'yaml')).out).toContain('host: 127.0.0.1');
    expect((await demo.run('customer', 'list')).out).toContain('demo-campus');
  });

  test('explain tells the way to the answer', async () => {
    const { code, out } = await demo.run('explain', '127.0.17.5');
    expect(code).toBe(0);
    for (const text of [
      '→ Tacoma-1',
      'longest block 127.0.17.0/24',
      'enclosing block 127.0.16.0/20',
      'Olympia-1: serving',
    ])
      expect(out).toContain(text);
    expect((await demo.run('explain', '127.77.7.7')).out).toContain('no block holds this address');
  });

  test('import reports bad rows, takes the good ones, and exits 5', async () => {
    const file = join(directory, 'rows.csv');
    writeFileSync(
      file,
      [
        'customer,node,server,blocks',
        'demo-isp,Yakima-1,203.0.113.60,127.0.70.0/24 127.0.71.0/24',
        'demo-isp,Bad name,203.0.113.61,127.0.72.0/24',
        'demo-isp,Yakima-1,,127.0.73.0/33',
        '',
      ].join('\n'),
    );
    const dry = await demo.run('import', file, '--dry-run');
    expect(dry).toMatchObject({ code: 5, out: expect.stringContaining('Would add 2 blocks, 1 node') });
    expect((await demo.run('node', 'list')).out).not.toContain('Yakima-1');
    const { code, out, err } = await demo.run('import', file, '--wait');
    expect(code).toBe(5);
    for (const text of [
      'line 3 demo-isp Bad name: error',
      'line 4 demo-isp Yakima-1: error',
      'length must be 0 to 32',
      'Added 2 blocks, 1 node',
    ]) {
      expect(out).toContain(text);
    }
    expect(err).toContain('2 of 3 rows did not go in whole');
    expect((await demo.run('route', '--as', '127.0.71.9')).out).toBe('127.0.71.9 → CDN (node-not-activated)');
  });

  test('a router that does not trust this machine is not taken for an answer', async () => {
    const other = await Demo.start(mkdtempSync(join(directory, 'untrusting-')), [], {
      NEARHOP_ROUTER_TRUSTED_PROXIES: '192.0.2.1/32',
    });
    try {
      const { code, out, err } = await other.run('route', '--as', '127.0.1.5');
      expect([code, out]).toEqual([6, '']);
      expect(err).toContain('NEARHOP_ROUTER_TRUSTED_PROXIES=127.0.0.1/32');
    } finally {
      await other.stop();
    }
  });
});

describe('nearhop up', () => {
  const home = mkdtempSync(join(tmpdir(), 'nearhop-up-'));
  afterAll(() => rmSync(home, { recursive: true }));

  test('keeps its data over a restart, ends on Ctrl-C with its ports free, and forgets with --fresh', async () => {
    const first = await Demo.start(home);
    expect((await first.run('node', 'disable', 'Seattle-1', '--reason', 'trying')).code).toBe(0);
    expect((await first.run('node', 'delete', 'Portland-1', '--reason', 'trying', '--yes')).code).toBe(0);
    expect(await first.stop()).toBe(0);
    for (const url of [first.router, first.control, first.origin, first.node]) await expectFree(url);

    const second = await Demo.start(home);
    expect((await second.run('route', '--as', '127.0.1.5')).out).toBe('127.0.1.5 → CDN (node-disabled)');
    expect((await second.run('node', 'list')).out).not.toContain('Portland-1');
    const origin = new URL(second.origin).host;
    expect((await fetch(`${second.node}/mscomtest/wuidt.gif?cacheHostOrigin=${origin}`)).status).toBe(503);
    expect(await second.stop()).toBe(0);

    writeFileSync(join(home, 'data', 'of-somebody-else.txt'), 'stays');
    const third = await Demo.start(home, ['--fresh']);
    expect((await third.run('route', '--as', '127.0.1.5')).out).toMatch(SEATTLE);
    expect((await third.run('node', 'list')).out).toContain('Portland-1');
    expect(readdirSync(join(home, 'data')).sort()).toEqual(['of-somebody-else.txt', 'up']);
    expect(await third.stop()).toBe(0);
  });

  test('names the variable of a taken port in one line and leaves nothing behind', async () => {
    const taken = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
    const elsewhere = mkdtempSync(join(home, 'taken-'));
    const env = { ...ANY_PORTS, NEARHOP_CONTROL_LISTEN: `127.0.0.1:${taken.port}` };
    const { code, out, err } = await nearhopCommand(['up', '--fresh'], { env, cwd: elsewhere });
    taken.stop(true);
    expect([code, out]).toEqual([1, '']);
    expect(err.split('\n')).toEqual([expect.stringContaining('set NEARHOP_CONTROL_LISTEN to another')]);
    expect(existsSync(join(elsewhere, 'data'))).toBe(false);
  });

  test('refuses data that another one holds, and a folder that it did not make', async () => {
    const held = mkdtempSync(join(home, 'held-'));
    const holder = await Demo.start(held);
    const second = await nearhopCommand(['up', '--fresh'], { env: ANY_PORTS, cwd: held });
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('another nearhop up runs on it') });
    expect((await holder.run('route', '--as', '127.0.1.5')).out).toMatch(SEATTLE);
    await holder.stop();

    rmSync(join(held, 'data', 'up', 'made-by-nearhop-up'));
    const stranger = await nearhopCommand(['up', '--fresh'], { env: ANY_PORTS, cwd: held });
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('not one that nearhop up made') });
    expect(existsSync(join(held, 'data', 'up', 'registry.db'))).toBe(true);
  });
});

function expectFree(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer().once('error', reject);
  server.listen({ host: hostname, port: Number(port), exclusive: true }, () => server.close(() => resolve()));
  return promise;
}
