import { AddressPolicy } from '@nearhop/ip';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { NameServer } from '../testing/name-server.ts';
import { RawOrigin, type RawHandler } from '../testing/raw-origin.ts';
import { createOriginClient } from './create-origin-client.ts';
import { nameServersQuery } from './name-query.ts';
import type { OriginClient, OriginTimes } from './origin-client.ts';
import { OriginError } from './origin-error.ts';
import type { OriginRequest } from './origin-request.ts';

let names: NameServer;
beforeAll(async () => {
  names = await NameServer.start();
});
afterAll(() => names[Symbol.asyncDispose]());

const HELLO: RawHandler = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');

describe('OriginClient.fetch asks', () => {
  test('the vetted address with target, Host and headers exactly as given', async () => {
    await using origin = await RawOrigin.start(HELLO);
    const client = newClient();
    names.set('exact.example.com', '127.0.0.1');
    const request = ask('exact.example.com', origin, '/a/../b//c%41?x=%2e&&y;z', ['X-Odd', 'a  b']);
    const { status, body } = await client.fetch(request, new AbortController().signal);
    expect([status, await text(body)]).toEqual([200, 'hello']);
    expect(origin.heads[0]).toStartWith(
      'GET /a/../b//c%41?x=%2e&&y;z HTTP/1.1\r\nHost: exact.example.com\r\nX-Odd: a  b\r\n',
    );
    client.close();
  });

  test('over one kept connection, one request after the other', async () => {
    await using origin = await RawOrigin.start(HELLO);
    const client = newClient();
    names.set('kept.example.com', '127.0.0.1');
    for (let time = 0; time < 3; time++) await read(client, ask('kept.example.com', origin));
    expect([origin.connections, origin.heads.length]).toEqual([1, 3]);
    client.close();
  });

  test('again on a new connection when the kept one was closed in between', async () => {
    const ends = Promise.withResolvers<void>();
    await using origin = await RawOrigin.start((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');
      if (origin.heads.length === 1) void ends.promise.then(() => socket.resetAndDestroy());
    });
    const client = newClient();
    names.set('closing.example.com', '127.0.0.1');
    await read(client, ask('closing.example.com', origin));
    ends.resolve();
    expect(await read(client, ask('closing.example.com', origin))).toBe('hello');
    client.close();
  });

  test('the next address when one does not answer', async () => {
    await using origin = await RawOrigin.start(HELLO, '127.0.0.3');
    const client = newClient();
    names.set('two.example.com', '127.0.0.2', '127.0.0.3');
    expect(await read(client, ask('two.example.com', origin))).toBe('hello');
    client.close();
  });
});

describe('OriginClient.fetch refuses', () => {
  test('a name of which any address is special, without a connection', async () => {
    await using origin = await RawOrigin.start(HELLO);
    const production = newClient({}, 'production');
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '0.0.0.0']) {
      const name = `special-${address.replaceAll('.', '-')}.example.com`;
      names.set(name, '93.184.215.14', address);
      expect(await faultOf(production, ask(name, origin))).toBe('address-not-allowed');
    }
    expect(await faultOf(production, ask('127.0.0.1', origin))).toBe('address-not-allowed');
    expect(await faultOf(production, ask('localhost', origin))).toBe('name-not-found');
    expect(origin.connections).toBe(0);
    production.close();
  });

  test.each([
    ['a header over 32 KiB', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(33_000)}\r\n\r\n`],
    ['endless interim answers', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20)],
    [
      'a Content-Length beside chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a status out of range', 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'],
    [
      'a part that was not asked for',
      'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/10\r\nContent-Length: 5\r\n\r\n01234',
    ],
  ])('%s', async (_, answer) => {
    await using origin = await RawOrigin.start((socket) => socket.write(answer));
    const client = newClient();
    names.set('bad.example.com', '127.0.0.1');
    expect(await faultOf(client, ask('bad.example.com', origin))).toBe('bad-answer');
    client.close();
  });

  test.each([
    ['bytes=5-9', '206', 'bytes 4-9/10', 6],
    ['bytes=5-9', '206', 'bytes 5-9/10', 4],
    ['bytes=5-9', '206', 'bytes 5-8/10', 4],
    ['bytes=5-90', '206', 'bytes 5-10/10', 6],
    ['bytes=5-', '206', 'bytes 5-8/10', 4],
    ['bytes=-5', '206', 'bytes 4-9/10', 5],
  ])('%s answered by %s %s with %d bytes', async (range, status, contentRange, bytes) => {
    const head = `HTTP/1.1 ${status} X\r\nContent-Range: ${contentRange}\r\nContent-Length: ${bytes}\r\n\r\n`;
    await using origin = await RawOrigin.start((socket) => socket.write(head + 'x'.repeat(bytes)));
    const client = newClient();
    names.set('part.example.com', '127.0.0.1');
    expect(await faultOf(client, ask('part.example.com', origin, '/', ['Range', range]))).toBe('bad-answer');
    client.close();
  });
});

describe('OriginClient.fetch gives up', () => {
  test('at once when the origin was unreachable a moment ago', async () => {
    const origin = await RawOrigin.start(HELLO);
    const { port } = origin;
    await origin[Symbol.asyncDispose]();
    names.set('down.example.com', '127.0.0.1');
    const client = newClient();
    expect(await faultOf(client, ask('down.example.com', { port }))).toBe('not-connected');
    expect(await faultOf(client, ask('down.example.com', { port }))).toBe('not-connected');
    client.close();
  });

  test('on an origin that says nothing, and on one that stalls', async () => {
    await using silent = await RawOrigin.start(() => {});
    await using stalling = await RawOrigin.start((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'),
    );
    names.set('slow.example.com', '127.0.0.1');
    const client = newClient({ headMs: 100, stallMs: 100 });
    expect(await faultOf(client, ask('slow.example.com', silent))).toBe('first-byte-timeout');
    expect(await faultOf(client, ask('slow.example.com', stalling))).toBe('stalled');
    client.close();
  });

  test('on a body that ends before its length', async () => {
    await using origin = await RawOrigin.start((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'),
    );
    names.set('short.example.com', '127.0.0.1');
    const client = newClient();
    expect(await faultOf(client, ask('short.example.com', origin))).toBe('cut-short');
    client.close();
  });
});

test('OriginClient lets 300 stalled requests to one origin leave another unharmed', async () => {
  await using silent = await RawOrigin.start(() => {});
  await using origin = await RawOrigin.start(HELLO);
  names.set('crowd.example.com', '127.0.0.1');
  const client = newClient({ headMs: 2_000 });
  const stop = new AbortController();
  const crowd = Array.from({ length: 300 }, () =>
    client.fetch(ask('crowd.example.com', silent), stop.signal).catch(() => 'failed'),
  );
  expect(await read(client, ask('crowd.example.com', origin))).toBe('hello');
  stop.abort();
  expect(new Set(await Promise.all(crowd))).toEqual(new Set(['failed']));
  expect(silent.heads.length).toBeLessThanOrEqual(8);
  client.close();
});

test('nameServersQuery gives up on name servers that are silent', async () => {
  names.records.set('silent.example.com', { kind: 'silent' });
  const query = nameServersQuery([names.address], { tryMs: 50, tries: 1 });
  expect(await query('silent.example.com').catch((error: OriginError) => error.code)).toBe('resolver-failed');
});

function newClient(times: Partial<OriginTimes> = {}, realm: 'lab' | 'production' = 'lab'): OriginClient {
  const policy = new AddressPolicy({ privateNetworks: [], lab: realm === 'lab' });
  return createOriginClient({
    policy,
    realm,
    resolvers: [names.address],
    vouchedHosts: [],
    maxRequestsPerOrigin: 8,
    authorities: null,
    times,
  });
}

function ask(
  host: string,
  { port }: { readonly port: number },
  target = '/',
  headers: readonly string[] = [],
): OriginRequest {
  return {
    place: { scheme: 'http', host, port },
    method: 'GET',
    target,
    headers: ['Host', host, ...headers],
    body: null,
  };
}

async function read(client: OriginClient, request: OriginRequest): Promise<string> {
  return text((await client.fetch(request, new AbortController().signal)).body);
}

async function faultOf(client: OriginClient, request: OriginRequest): Promise<string> {
  try {
    return `answered ${await read(client, request)}`;
  } catch (error) {
    return error instanceof OriginError ? error.code : String(error);
  }
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  let whole = '';
  for await (const chunk of body) whole += Buffer.from(chunk).toString('latin1');
  return whole;
}
