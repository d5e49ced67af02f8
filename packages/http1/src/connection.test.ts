import { afterEach, describe, expect, test } from 'bun:test';
import type { Http1Limits } from './limits.ts';
import { readAnswers } from './testing/answers.ts';
import { BIG, listenEcho, type EchoListener } from './testing/echo-listener.ts';
import { RawClient } from './testing/raw-client.ts';

const open: EchoListener[] = [];

function listen(limits: Partial<Http1Limits> = {}): EchoListener {
  const listener = listenEcho(limits);
  open.push(listener);
  return listener;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.stop({ idleMs: 0, atMostMs: 0 })));
});

const get = (target: string, ...headers: string[]) =>
  `GET ${target} HTTP/1.1\r\nHost: a.example\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;

/** Sends and returns what came until the server ended the connection. */
async function exchange(listener: EchoListener, ...sent: string[]): Promise<string> {
  const client = await RawClient.connect(listener.port);
  for (const text of sent) client.send(text);
  const wire = await client.untilEnd();
  expect(client.ending).toBe('end');
  return wire;
}

describe('a connection', () => {
  test('shows its handler the request as it was sent', async () => {
    const target = '/a%2F..//b?x=%zz&y=\'"{}|\\^`';
    const wire = await exchange(listen(), get(target, 'X-A:  1 \t', 'x-a: \xe9', 'Connection: close'));
    const [answer] = readAnswers(wire);
    expect(JSON.parse(Buffer.from(answer?.body ?? '', 'latin1').toString())).toEqual({
      method: 'GET',
      target,
      minorVersion: 1,
      peer: 'peer 127.0.0.1',
      isKeptAlive: false,
      headers: ['Host', 'a.example', 'X-A', '1', 'x-a', '\u00c3\u00a9', 'Connection', 'close'].map((t) =>
        t === '\u00c3\u00a9' ? '\u00e9' : t,
      ),
      body: '',
    });
  });

  test('answers pipelined requests in order, late answers too', async () => {
    const targets = ['/1', '/later/2', '/3', '/4', '/later/5', '/later/6', '/7'];
    const requests = targets.map((target, index) => get(target, ...(index === 6 ? ['Connection: close'] : [])));
    const answers = readAnswers(await exchange(listen(), requests.join('')));
    expect(answers.map(({ body }) => JSON.parse(body).target)).toEqual(targets);
    expect(answers.map(({ headers }) => headers.get('connection'))).toEqual([...Array(6).fill(undefined), 'close']);
  });

  test('reads requests that arrive in any two pieces, or a byte at a time', async () => {
    const listener = listen({ maxBodyBytes: 100 });
    const text =
      get('/1', 'X: y') +
      `POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n` +
      get('/3', 'Connection: close');
    const whole = readAnswers(await exchange(listener, text)).map(({ body }) => body);
    expect(whole.length).toBe(3);
    for (let cut = 1; cut < text.length; cut++) {
      const client = await RawClient.connect(listener.port);
      client.send(text.slice(0, cut));
      await new Promise(setImmediate);
      client.send(text.slice(cut));
      expect(readAnswers(await client.untilEnd()).map(({ body }) => body)).toEqual(whole);
    }
    const client = await RawClient.connect(listener.port);
    for (const byte of text) {
      client.send(byte);
      await new Promise(setImmediate);
    }
    expect(readAnswers(await client.untilEnd()).map(({ body }) => body)).toEqual(whole);
  });

  test('tells HEAD the length and sends no body', async () => {
    const wire = await exchange(listen(), get('/big').replace('GET', 'HEAD'), get('/1', 'Connection: close'));
    const [head, last] = readAnswers(wire, ['HEAD', 'GET']);
    expect(head?.headers.get('content-length')).toBe(String(BIG.length));
    expect(JSON.parse(last?.body ?? '').target).toBe('/1');
  });

  test('sends bytes and UTF-8 with their length in bytes, and 204 with neither body nor length', async () => {
    const wire = await exchange(
      listen(),
      get('/bytes') + get('/umlaut') + get('/empty') + get('/1', 'Connection: close'),
    );
    const [bytes, umlaut, empty] = readAnswers(wire);
    expect(bytes?.body).toBe('\x00\x01\xfe\xff');
    expect(Buffer.from(umlaut?.body ?? '', 'latin1').toString()).toBe('ü€😀');
    expect(empty?.status).toBe(204);
    expect(empty?.headers.has('content-length')).toBe(false);
  });

  test('ends after an HTTP/1.0 request, unless it asks to be kept alive', async () => {
    const listener = listen();
    const [once] = readAnswers(await exchange(listener, 'GET /1 HTTP/1.0\r\n\r\n'));
    expect(once?.headers.get('connection')).toBe('close');
    const wire = await exchange(
      listener,
      'GET /1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n',
      'GET /2 HTTP/1.0\r\n\r\n',
    );
    expect(readAnswers(wire).map(({ headers }) => headers.get('connection'))).toEqual(['keep-alive', 'close']);
  });

  test('still answers a client that has shut its half', async () => {
    for (const target of ['/1', '/later/1', '/big']) {
      const client = await RawClient.connect(listen().port);
      client.send(get('/0') + get(target));
      client.shut();
      expect(readAnswers(await client.untilEnd()).length).toBe(2);
    }
  });

  test('answers requests behind others while a slow reader takes 64 MiB, and queues little', async () => {
    const listener = listen({ maxQueuedBytes: 65_536 });
    const client = await RawClient.connect(listener.port, { reads: 'when-told' });
    client.send(
      Array.from({ length: 64 }, (_, index) => get(`/big/${index}`)).join('') + get('/last', 'Connection: close'),
    );
    const before = await settled(() => listener.counters.requests);
    // The kernel's buffers take some megabytes; the rest must not even be asked for.
    expect(before).toBeLessThan(20);
    client.readOn();
    const answers = readAnswers(await client.untilEnd());
    expect(answers.length).toBe(65);
    expect(answers.slice(0, 64).every(({ body }) => body === BIG)).toBe(true);
    expect(listener.counters.bytesSent).toBe(client.received.length);
  });

  test('sends 100 Continue once, and only when the body is awaited', async () => {
    const listener = listen({ maxBodyBytes: 10 });
    const head =
      'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-Continue\r\nConnection: close\r\n\r\n';
    const client = await RawClient.connect(listener.port);
    client.send(head);
    await client.untilReceived('HTTP/1.1 100 Continue\r\n\r\n');
    client.send('a');
    client.send('bc');
    expect(readAnswers(await client.untilEnd()).map(({ status }) => status)).toEqual([100, 200]);
    expect(readAnswers(await exchange(listener, `${head}abc`)).map(({ status }) => status)).toEqual([200]);
  });

  test('answers 500 for a handler that fails, tells what it threw, and ends', async () => {
    for (const target of ['/fails', '/rejects']) {
      const listener = listen();
      const answers = readAnswers(await exchange(listener, get('/1') + get(target) + get('/2')));
      expect(answers.map(({ status }) => status)).toEqual([200, 500]);
      expect(String(listener.errors[0])).toContain('on purpose');
      expect(listener.counters.failed).toBe(1);
    }
  });

  test('ends for an answer whose text has another length than it says', async () => {
    const listener = listen();
    const client = await RawClient.connect(listener.port);
    client.send(get('/miscounted'));
    await client.untilEnd();
    expect(String(listener.errors[0])).toContain('textBytes must be its length in UTF-8');
  });

  test('answers what came before a malformed request, then 400, and ends', async () => {
    const listener = listen();
    const answers = readAnswers(await exchange(listener, `${get('/1')}GET /2 HTTP/1.1\nHost: a\n\n${get('/3')}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(listener.counters.refused.version).toBe(1);
  });

  test('delivers its refusal although more is on the way', async () => {
    const answers = readAnswers(await exchange(listen(), `BAD\r\n\r\n${'x'.repeat(200_000)}`));
    expect(answers.map(({ status }) => status)).toEqual([400]);
  });
});

/** The value once it has not changed for a while. */
async function settled(read: () => number): Promise<number> {
  for (let value = read(); ;) {
    await Bun.sleep(50);
    const next = read();
    if (next === value) return value;
    value = next;
  }
}
