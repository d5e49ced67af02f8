import { afterEach, describe, expect, test } from 'bun:test';
import type { Http1Limits } from './limits.ts';
import { readAnswers } from './testing/answers.ts';
import { listenEcho, type EchoListener } from './testing/echo-listener.ts';
import { RawClient } from './testing/raw-client.ts';

const open: EchoListener[] = [];

function listen(limits: Partial<Http1Limits>): EchoListener {
  const listener = listenEcho(limits);
  open.push(listener);
  return listener;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.stop({ idleMs: 0, atMostMs: 0 })));
});

const GET = 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n';
const statuses = (wire: string) => readAnswers(wire).map(({ status }) => status);
/** Never reached in a test. */
const LONG_MS = 60_000;
const LONG = {
  headersTimeoutMs: LONG_MS,
  bodyTimeoutMs: LONG_MS,
  keepAliveMs: LONG_MS,
  stallTimeoutMs: LONG_MS,
  lingerMs: LONG_MS,
};

describe('limits', () => {
  test('headersTimeoutMs ends a silent connection without a word, and a slow head with 408', async () => {
    const listener = listen({ ...LONG, headersTimeoutMs: 100 });
    const silent = await RawClient.connect(listener.port);
    const slow = await RawClient.connect(listener.port);
    slow.send('GET / HTTP/1.1\r\nHo');
    expect(await silent.untilEnd()).toBe('');
    expect(statuses(await slow.untilEnd())).toEqual([408]);
    expect(listener.counters.refused['header-timeout']).toBe(1);
  });

  test('headersTimeoutMs runs from the first byte on, however steadily more bytes drip in', async () => {
    const listener = listen({ ...LONG, headersTimeoutMs: 200 });
    const client = await RawClient.connect(listener.port);
    client.send('GET / HTTP/1.1\r\nX: ');
    while (client.ending === undefined) {
      client.send('x');
      await Bun.sleep(5);
    }
    expect(statuses(client.received)).toEqual([408]);
  });

  test('headersTimeoutMs holds for the second request of a connection too', async () => {
    const listener = listen({ ...LONG, headersTimeoutMs: 100 });
    const client = await RawClient.connect(listener.port);
    client.send(`${GET}GET /2`);
    expect(statuses(await client.untilEnd())).toEqual([200, 408]);
  });

  test('bodyTimeoutMs ends a body that does not come', async () => {
    const listener = listen({ ...LONG, bodyTimeoutMs: 100, maxBodyBytes: 10 });
    const client = await RawClient.connect(listener.port);
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab');
    expect(statuses(await client.untilEnd())).toEqual([408]);
    expect(listener.counters.refused['body-timeout']).toBe(1);
  });

  test('keepAliveMs ends a connection that asks nothing more', async () => {
    const client = await RawClient.connect(listen({ ...LONG, keepAliveMs: 100 }).port);
    client.send(GET);
    expect(statuses(await client.untilEnd())).toEqual([200]);
  });

  test('keepAliveMs begins anew with each request', async () => {
    const listener = listen({ ...LONG, keepAliveMs: 400 });
    const client = await RawClient.connect(listener.port);
    for (let count = 1; count <= 12; count++) {
      client.send(GET);
      await client.until(() => countAnswers(client.received) === count);
      await Bun.sleep(50);
    }
    expect(listener.counters.requests).toBe(12);
  });

  test('stallTimeoutMs cuts a client that takes nothing, and not one that takes slowly', async () => {
    const listener = listen({ ...LONG, stallTimeoutMs: 300 });
    const stalled = await RawClient.connect(listener.port, { reads: 'when-told' });
    const slow = await RawClient.connect(listener.port, { reads: 'when-told' });
    const requests =
      'GET /big HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(15) + 'GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    stalled.send(requests);
    slow.send(requests);
    while (slow.ending === undefined) {
      slow.readOn();
      await Bun.sleep(10);
      slow.stopReading();
      await Bun.sleep(20);
    }
    expect(statuses(slow.received).length).toBe(16);
    while (listener.counters.cut === 0) await Bun.sleep(10);
    expect(listener.counters.cut).toBe(1);
    stalled.close();
  });

  test('maxConnections turns away who comes when it is full, and takes others when there is room again', async () => {
    const listener = listen({ maxConnections: 2 });
    const [first, second] = [await RawClient.connect(listener.port), await RawClient.connect(listener.port)];
    const third = await RawClient.connect(listener.port);
    expect(await third.untilEnd()).toBe('');
    expect(listener.counters.refused['too-many-connections']).toBe(1);
    first.close();
    while (listener.counters.openConnections > 1) await Bun.sleep(1);
    const fourth = await RawClient.connect(listener.port);
    fourth.send(GET);
    await fourth.untilReceived('200 OK');
    expect(listener.counters.acceptedConnections).toBe(4);
    for (const client of [second, fourth]) client.close();
  });

  test('maxConnectionsPerAddress counts each address by itself and forgets those that went', async () => {
    const listener = listen({ maxConnectionsPerAddress: 1 });
    for (let round = 0; round < 3; round++) {
      const first = await RawClient.connect(listener.port);
      first.send(GET);
      await first.untilReceived('200 OK');
      const second = await RawClient.connect(listener.port);
      expect(await second.untilEnd()).toBe('');
      first.close();
      while (listener.counters.openConnections > 0) await Bun.sleep(1);
    }
    expect(listener.counters.refused['too-many-connections-of-address']).toBe(3);
  });

  test('maxHeaderBytes, maxHeaders, maxTargetBytes and maxBodyBytes allow exactly as much as they say', async () => {
    const listener = listen({ maxHeaderBytes: 200, maxHeaders: 3, maxTargetBytes: 20, maxBodyBytes: 5 });
    const ask = async (text: string) => {
      const client = await RawClient.connect(listener.port);
      client.send(text);
      return statuses(await client.untilEnd())[0];
    };
    const get = (target: string, headers: string) =>
      `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;
    const padding = 200 - get('/', 'X: \r\n').length;
    expect(await ask(get('/', `X: ${'y'.repeat(padding)}\r\n`))).toBe(200);
    expect(await ask(get('/', `X: ${'y'.repeat(padding + 1)}\r\n`))).toBe(431);
    expect(await ask(get('/', 'X: y\r\n'))).toBe(200);
    expect(await ask(get('/', 'X: y\r\nY: y\r\n'))).toBe(431);
    expect(await ask(get(`/${'a'.repeat(19)}`, ''))).toBe(200);
    expect(await ask(get(`/${'a'.repeat(20)}`, ''))).toBe(414);
    const post = (body: string) =>
      `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect(await ask(post('12345'))).toBe(200);
    expect(await ask(post('123456'))).toBe(413);
  });
});

function countAnswers(wire: string): number {
  return wire.split('HTTP/1.1 200 OK').length - 1;
}
