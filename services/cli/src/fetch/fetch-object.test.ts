import type { CacheChoice, RouteAnswer } from '@nearhop/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../command-line.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';

const CONTENT = 'x'.repeat(300_000);
const servers: Bun.Server<undefined>[] = [];
const raw: { stop(): void }[] = [];
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-fetch-'));
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
  for (const server of raw.splice(0)) server.stop();
});

function serve(reply: (request: Request) => Response): URL {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: reply });
  servers.push(server);
  return server.url;
}

function router(...caches: readonly URL[]): string {
  const choices = caches.map(({ port }, index): CacheChoice => ({
    node: `Node-${index}`,
    address: '127.0.0.1',
    port: Number(port),
    backup: index > 0,
  }));
  const answer: RouteAnswer = {
    client: '127.0.1.5',
    decision: choices.length > 0 ? 'node' : 'cdn',
    reason: choices.length > 0 ? 'matched' : 'no-match',
    caches: choices,
    ttlSeconds: 60,
    revision: 1,
    health: 0,
  };
  return serve(() => Response.json(answer)).origin;
}

/** Promises more than it sends, and hangs up. */
function brokenCache(): URL {
  const listener = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data(socket) {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${CONTENT.length}\r\n\r\n${'y'.repeat(1_000)}`);
      },
    },
  });
  raw.push({ stop: () => listener.stop(true) });
  return new URL(`http://127.0.0.1:${listener.port}`);
}

const origin = () =>
  serve(
    ({ url }) =>
      new Response(url.endsWith('/file?x=1') ? CONTENT : null, { status: url.endsWith('/none') ? 404 : 200 }),
  );

async function run(routerUrl: string, ...args: string[]) {
  const terminal = new RecordingTerminal({ NEARHOP_ROUTER_URL: routerUrl });
  const code = await runCommandLine(['fetch', ...args], terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

describe('nearhop fetch', () => {
  test('asks the first cache, which is told the origin with its port', async () => {
    const asked: string[] = [];
    const cache = serve(({ url }) => {
      asked.push(url);
      return new Response(CONTENT, { headers: { 'Cache-Status': 'Nearhop; hit; ttl=9' } });
    });
    const { code, out, err } = await run(router(cache), 'http://origin.example:8070/file?x=1#top');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`300,000 bytes from Node-0 127.0.0.1:${cache.port} (a hit) in `);
    expect(asked).toEqual([`${cache.origin}/file?x=1&cacheHostOrigin=origin.example:8070`]);
    await run(router(cache), 'https://origin.example/file');
    expect(asked[1]).toBe(`${cache.origin}/file?cacheHostOrigin=origin.example`);
  });

  test('goes on to the next source when one refuses, or breaks off, and keeps what is whole', async () => {
    const problem = { title: 'Not serving', detail: 'disabled' };
    const refusing = serve(() =>
      Response.json(problem, { status: 503, headers: { 'Content-Type': 'application/problem+json' } }),
    );
    const file = join(directory, 'file');
    const from = origin();
    const { code, out, err } = await run(router(brokenCache(), refusing), `${from.origin}/file?x=1`, '--to', file);
    expect(code).toBe(0);
    expect(out).toContain(`from the origin ${from.host} (matched)`);
    expect(err).toMatch(/warning: Node-0 .*\nwarning: Node-1 .*: status 503: Not serving: disabled/);
    expect(await readFile(file, 'utf8')).toBe(CONTENT);
    expect(await readdir(directory)).toEqual(['file']);
  });

  test('goes to the origin without a router, and with nobody in its place', async () => {
    const from = origin();
    const alone = await run('http://127.0.0.1:1', `${from.origin}/file?x=1`, '-o', 'json');
    expect(alone.code).toBe(0);
    expect(alone.err).toContain('asking the origin');
    expect(JSON.parse(alone.out)).toMatchObject({ reason: 'no-router', bytes: 300_000, source: { kind: 'origin' } });
    expect((await run(router(), `${from.origin}/file?x=1`)).out).toContain('(no-match)');
  });

  test('exits 1 when the origin has it not, 3 when nobody answers, 2 for what is no URL of an origin', async () => {
    const file = join(directory, 'never');
    expect(await run(router(), `${origin().origin}/none`, '--to', file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('status 404') as string,
    });
    expect((await run(router(), 'http://127.0.0.1:1/file')).code).toBe(3);
    for (const url of ['file', 'ftp://origin.example/', 'http://user@origin.example/', 'http://_x/'])
      expect((await run(router(), url)).code).toBe(2);
    expect(await readdir(directory)).not.toContain('never');
  });
});
