import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RunningRouter } from './start.ts';
import { RouterFixture } from './testing/router-fixture.ts';

const fixture = new RouterFixture();
let router: RunningRouter;

beforeAll(async () => {
  await fixture.seed();
  router = await fixture.start();
});
afterAll(() => fixture[Symbol.asyncDispose]());

function redirect(target: string, client: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'X-Forwarded-For': client };
  return fetch(`${router.endpoints.http}/v1/redirect/${target}`, { redirect: 'manual', headers, ...init });
}

async function location(target: string, client: string): Promise<string | null> {
  const response = await redirect(target, client);
  expect(response.status).toBe(302);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.headers.get('location');
}

function rawLocation(target: string): Promise<string | number> {
  return ask(`/v1/redirect/download.example.com${target}`, 'router.example.com');
}

/** Sends the target as it is; gives the Location of the answer, or the status of one without. */
async function ask(target: string, host: string): Promise<string | number> {
  const { hostname, port } = new URL(router.endpoints.http);
  const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: ${NEAR_SEATTLE}\r\nConnection: close\r\n\r\n`;
  const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(head));
  const answer = await text(socket);
  const status = Number(answer.split(' ', 2)[1]);
  return /^Location: (.*)\r$/m.exec(answer)?.[1] ?? status;
}

const NEAR_SEATTLE = '81.2.3.4';
const NEAR_TACOMA = '81.2.9.9';
const NEAR_TACOMA_IPV6 = 'fd00:1::5';
const NOWHERE = '83.0.0.1';

describe('GET /v1/redirect', () => {
  test('leads to the first cache, by its port and family', async () => {
    expect(await location('download.example.com/a/b.bin', NEAR_SEATTLE)).toBe(
      'http://127.0.0.10/a/b.bin?cacheHostOrigin=download.example.com',
    );
    expect(await location('download.example.com/a', NEAR_TACOMA)).toBe(
      'http://127.0.0.11:8090/a?cacheHostOrigin=download.example.com',
    );
    expect(await location('download.example.com/a', NEAR_TACOMA_IPV6)).toBe(
      'http://[fd00::11]/a?cacheHostOrigin=download.example.com',
    );
  });

  test('leads to the origin by its record when no node serves', async () => {
    expect(await location('download.example.com/a?b', NOWHERE)).toBe('http://download.example.com/a?b');
    expect(await location('x.cdn.example.net/', NOWHERE)).toBe('https://x.cdn.example.net:8443/');
  });

  test('names a port that is not the default of the scheme in cacheHostOrigin', async () => {
    expect(await location('x.cdn.example.net/a?b=c', NEAR_SEATTLE)).toBe(
      'http://127.0.0.10/a?b=c&cacheHostOrigin=x.cdn.example.net:8443',
    );
  });

  test('keeps the bytes of path and query as they were sent', async () => {
    for (const target of [
      '/A/%7e/%41/b;c=1/@:!$&()*+,=~',
      '/a%2Fb%2e/c',
      '/a?b=%zz&c=%2f%3F??/..',
      '/a?',
      '/a%20b/%e2%88%9e/',
    ]) {
      const [, query] = target.split(/\?(.*)/s);
      const sign = query === undefined ? '?' : '&';
      expect(await location(`download.example.com${target}`, NEAR_SEATTLE)).toBe(
        `http://127.0.0.10${target}${sign}cacheHostOrigin=download.example.com`,
      );
    }
  });

  test('keeps the bytes that a URL parser would write anew', async () => {
    const deep = '/a'.repeat(200);
    for (const path of ['/a//b', '//', deep, '/a"<>|^`{}', "/it's"]) {
      expect(await rawLocation(`${path}?it's=%27&a="<>|^\`{}\\`)).toBe(
        `http://127.0.0.10${path}?it's=%27&a="<>|^\`{}\\&cacheHostOrigin=download.example.com`,
      );
    }
  });

  test('refuses paths that a URL parser would shorten on the way', async () => {
    for (const path of ['/..', '/a/../b', '/.', '/a/./b', '/%2e%2E/a', '/a/.%2e', '/a\\b']) {
      expect(await rawLocation(path)).toBe(400);
    }
  });

  test('takes the absolute form of a target', async () => {
    const place = router.endpoints.http;
    const target = `${place}/v1/redirect/download.example.com/a`;
    expect(await ask(target, new URL(place).host)).toBe('http://127.0.0.10/a?cacheHostOrigin=download.example.com');
    expect(await ask(place, new URL(place).host)).toBe(404);
    expect(await ask(target, 'elsewhere.example.com')).toBe(400);
  });

  test('answers HEAD alike and refuses other methods', async () => {
    const head = await redirect('download.example.com/a', NEAR_SEATTLE, { method: 'HEAD' });
    expect([head.status, head.headers.get('nearhop-reason')]).toEqual([302, 'matched']);
    expect((await redirect('download.example.com/a', NEAR_SEATTLE, { method: 'DELETE' })).status).toBe(405);
  });

  test('refuses a host that is no origin, and a target that cannot be passed on', async () => {
    const statuses = async (...targets: string[]) =>
      Promise.all(targets.map(async (target) => (await redirect(target, NEAR_SEATTLE)).status));
    expect(await statuses('example.com/a', 'cdn.example.net/a', 'xcdn.example.net/a', '127.0.0.1/a')).toEqual([
      403, 403, 403, 403,
    ]);
    expect(await statuses('download.example.com/a?cacheHostOrigin=x', 'download.example.com')).toEqual([400, 400]);
  });
});
