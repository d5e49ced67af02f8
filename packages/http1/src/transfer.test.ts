import { afterEach, describe, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { dlopen, FFIType } from 'bun:ffi';
import { fsyncSync, ftruncateSync } from 'node:fs';
import type { Answer } from './answer.ts';
import type { BodyPart, FileBody, TransferResult } from './file-body.ts';
import type { Http1Limits } from './limits.ts';
import { listenHttp1, type Http1Listener } from './listen-http1.ts';
import { multipartByteranges } from './multipart.ts';
import { readAnswers } from './testing/answers.ts';
import { GrowingFile } from './testing/growing-file.ts';
import { RawClient } from './testing/raw-client.ts';
import { TokenBucket } from './token-bucket.ts';

const MIB = 1_048_576;
const CONTENT = randomBytes(4 * MIB);
const LATIN = CONTENT.toString('latin1');
const get = (target: string, ...headers: string[]) =>
  `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
const LAST = 'Connection: close';

interface Served extends Http1Listener {
  readonly results: TransferResult[];
  /** What `sent` was told, together. */
  told: number;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Serves bodies by target; a target that ends in `?later` is answered by a promise. */
function serve(
  bodies: Record<string, (target: string) => Omit<FileBody, 'sent' | 'finished'>>,
  limits: Partial<Http1Limits> = {},
): Served {
  const results: TransferResult[] = [];
  const answer = (target: string): Answer => {
    const body = bodies[target.split('?')[0] ?? '']?.(target);
    if (body === undefined) return { status: 404, headers: '', body: null };
    const sent = (bytes: number) => {
      served.told += bytes;
    };
    return { status: 200, headers: '', body: { ...body, sent, finished: (result) => results.push(result) } };
  };
  const listener = listenHttp1(
    { hostname: '127.0.0.1', port: 0, sharing: 'own', tls: null, limits },
    {
      readPeer: (address) => address,
      answer: ({ target }) => (target.endsWith('?later') ? Bun.sleep(1).then(() => answer(target)) : answer(target)),
      failed: (error) => {
        throw error;
      },
    },
  );
  const served = { ...listener, results, told: 0 };
  ends.push(() => listener.stop({ idleMs: 0, atMostMs: 0 }));
  return served;
}

function fileOf(content: Uint8Array): GrowingFile {
  const file = new GrowingFile();
  file.append(content);
  ends.push(async () => file.close());
  return file;
}

async function exchange(listener: Http1Listener, text: string): Promise<string> {
  const client = await RawClient.connect(listener.port);
  client.send(text);
  const wire = await client.untilEnd();
  expect(client.ending).toBe('end');
  return wire;
}

describe('a body from files', () => {
  test('is sent part after part, from memory and from any number of files, with exact counts', async () => {
    const [one, other] = [fileOf(CONTENT), fileOf(CONTENT.subarray(0, 1_000))];
    const parts: BodyPart[] = [
      Buffer.from('begin'),
      one.part(5, 3 * MIB + 7),
      other.part(0, 1_000),
      other.part(3, 3),
      new Uint8Array(0),
      Buffer.alloc(200_000, 'm'),
      one.part(4 * MIB - 1, 4 * MIB),
    ];
    const expected = `begin${LATIN.slice(5, 3 * MIB + 7)}${LATIN.slice(0, 1_000)}${'m'.repeat(200_000)}${LATIN.slice(-1)}`;
    const listener = serve({ '/1': () => ({ parts }) });
    const wire = await exchange(listener, get('/1') + get('/1?later') + get('/none') + get('/1', LAST));
    const answers = readAnswers(wire);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 200]);
    expect([0, 1, 3].every((index) => answers[index]?.body === expected)).toBe(true);
    expect(listener.results).toEqual(
      Array.from({ length: 3 }, () => ({ ending: 'complete', sentBytes: expected.length })),
    );
    expect(listener.told).toBe(3 * expected.length);
    expect(listener.counters.bytesSent).toBe(wire.length);
  });

  test('is not sent to HEAD, and finished all the same', async () => {
    const file = fileOf(CONTENT);
    const listener = serve({ '/1': () => ({ parts: [file.part(0, 10)] }) });
    const wire = await exchange(listener, get('/1').replace('GET', 'HEAD') + get('/1', LAST));
    const [head, body] = readAnswers(wire, ['HEAD', 'GET']);
    expect(head?.headers.get('content-length')).toBe('10');
    expect(body?.body).toBe(LATIN.slice(0, 10));
    expect(listener.results).toEqual([
      { ending: 'complete', sentBytes: 0 },
      { ending: 'complete', sentBytes: 10 },
    ]);
  });

  test('follows a file that is being written, for many clients at once, each at its own place', async () => {
    const file = fileOf(new Uint8Array(0));
    const listener = serve({ '/1': (target) => ({ parts: [file.part(Number(target.split('?')[1]), 2 * MIB)] }) });
    const starts = Array.from({ length: 20 }, (_, index) => index * 50_000);
    const wires = starts.map((start) => exchange(listener, get(`/1?${start}`, LAST)));
    for (let at = 0; at < 2 * MIB; at += 100_000) {
      while (file.waiting < starts.filter((start) => start >= 0).length && listener.results.length === 0)
        await Bun.sleep(1);
      file.append(CONTENT.subarray(at, Math.min(2 * MIB, at + 100_000)));
    }
    const bodies = (await Promise.all(wires)).map((wire) => readAnswers(wire)[0]?.body);
    expect(bodies.map((body, index) => body === LATIN.slice(starts[index], 2 * MIB))).toEqual(starts.map(() => true));
    expect(file.waiting).toBe(0);
  });

  test('cuts the connection when its source fails or is shorter than it said, so that nobody takes it for whole', async () => {
    const failing = fileOf(CONTENT.subarray(0, 1_000));
    const short = fileOf(CONTENT.subarray(0, 2_000));
    ftruncateSync(short.descriptor, 500);
    const listener = serve({
      '/failing': () => ({ parts: [failing.part(0, 5_000)] }),
      '/short': () => ({ parts: [short.part(0, 2_000)] }),
    });
    for (const target of ['/failing', '/short']) {
      const client = await RawClient.connect(listener.port);
      client.send(get(target));
      if (target === '/failing') {
        await client.untilReceived(LATIN.slice(900, 1_000));
        failing.fail();
      }
      await client.untilEnd();
      expect(() => readAnswers(client.received)).toThrow('cut short');
      expect(LATIN).toStartWith(client.received.split('\r\n\r\n').slice(1).join('\r\n\r\n'));
    }
    expect(listener.results).toEqual([
      { ending: 'cut', sentBytes: 1_000 },
      { ending: 'cut', sentBytes: 500 },
    ]);
    expect(listener.counters.cut).toBe(2);
  });

  test('counts what was sent to a client that goes away, and lets its files go', async () => {
    const [file, slow] = [fileOf(CONTENT), fileOf(CONTENT.subarray(0, 10))];
    const listener = serve({
      '/1': () => ({ parts: Array.from({ length: 20 }, () => file.part(0, 4 * MIB)) }),
      '/slow': () => ({ parts: [slow.part(0, 20)] }),
    });
    const client = await RawClient.connect(listener.port, { reads: 'when-told' });
    client.send(get('/1'));
    while (listener.told < 100_000) await Bun.sleep(1);
    client.reset();
    while (listener.results.length < 1) await Bun.sleep(1);
    const waiting = await RawClient.connect(listener.port);
    waiting.send(get('/slow'));
    await waiting.untilReceived(LATIN.slice(0, 10));
    waiting.reset();
    while (listener.results.length < 2) await Bun.sleep(1);
    expect(listener.results[0]).toEqual({ ending: 'cut', sentBytes: listener.told - 10 });
    expect(listener.results[1]).toEqual({ ending: 'cut', sentBytes: 10 });
    expect(slow.waiting).toBe(0);
  });

  test('goes right to readers that stop again and again', async () => {
    const file = fileOf(CONTENT);
    const listener = serve({ '/1': () => ({ parts: [file.part(0, 4 * MIB), file.part(1, 4 * MIB)] }) });
    const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.connect(listener.port)));
    for (const client of clients) client.send(get('/1', LAST));
    while (clients.some(({ ending }) => ending === undefined)) {
      for (const client of clients) client.stopReading();
      await Bun.sleep(2);
      for (const client of clients) client.readOn();
      await Bun.sleep(1);
    }
    const expected = LATIN + LATIN.slice(1);
    expect(clients.map(({ received }) => readAnswers(received)[0]?.body === expected)).toEqual(clients.map(() => true));
  });

  test('may be asked for thousands of times in one go', async () => {
    const file = fileOf(CONTENT);
    const listener = serve({ '/1': () => ({ parts: [file.part(0, 1)] }) });
    const answers = readAnswers(await exchange(listener, get('/1').repeat(5_000) + get('/1', LAST)));
    expect(answers.length).toBe(5_001);
    expect(listener.results.length).toBe(5_001);
  });

  test('goes no faster than its paces, together', async () => {
    const file = fileOf(CONTENT);
    const shared = new TokenBucket({ bytesPerSecond: 2 * MIB, burstBytes: 100_000 });
    const own = () => new TokenBucket({ bytesPerSecond: 100 * MIB, burstBytes: 200_000 });
    const listener = serve({ '/1': () => ({ parts: [file.part(0, MIB / 2)], paces: [shared, own()] }) });
    const startedAt = performance.now();
    const wires = await Promise.all([1, 2].map(() => exchange(listener, get('/1', LAST))));
    // 1 MiB in all, of which 100,000 bytes may go at once: at least 450 ms at 2 MiB/s.
    expect(performance.now() - startedAt).toBeGreaterThan(440);
    expect(wires.every((wire) => readAnswers(wire)[0]?.body === LATIN.slice(0, MIB / 2))).toBe(true);
  });

  test('is cut for a client that takes less than the least rate, not for one whose source is slow', async () => {
    const [file, slow] = [fileOf(CONTENT), fileOf(CONTENT.subarray(0, 10))];
    const listener = serve(
      {
        '/big': () => ({ parts: Array.from({ length: 10 }, () => file.part(0, 4 * MIB)) }),
        '/slow': () => ({ parts: [slow.part(0, 20)] }),
      },
      { stallTimeoutMs: 200, minSendBytesPerSecond: 1_000 },
    );
    const stalled = await RawClient.connect(listener.port, { reads: 'when-told' });
    const patient = await RawClient.connect(listener.port);
    stalled.send(get('/big'));
    patient.send(get('/slow', LAST));
    while (listener.results.length === 0) await Bun.sleep(10);
    expect(listener.results[0]?.ending).toBe('cut');
    stalled.close();
    await Bun.sleep(1_000);
    slow.append(CONTENT.subarray(10, 20));
    expect(readAnswers(await patient.untilEnd())[0]?.body).toBe(LATIN.slice(0, 20));
  });

  test('is loaded where the disk would be waited for, once for each chunk, and cut when that fails', async () => {
    const file = fileOf(CONTENT);
    const loads: [number, number][] = [];
    let fate: 'works' | 'fails' = 'works';
    const load = async (offset: number, end: number) => {
      loads.push([offset, end]);
      if (fate === 'fails') throw new Error('the disk is gone');
    };
    const listener = serve({ '/1': () => ({ parts: [file.part(0, 4 * MIB, load)] }) });
    expect(readAnswers(await exchange(listener, get('/1', LAST)))[0]?.body).toBe(LATIN);
    // What was just written is in memory.
    expect(loads).toEqual([]);
    dropFromMemory(file.descriptor);
    expect(readAnswers(await exchange(listener, get('/1', LAST)))[0]?.body).toBe(LATIN);
    expect(loads[0]).toEqual([0, 262_144]);
    expect(new Set(loads.map(([offset]) => offset)).size).toBe(loads.length);
    dropFromMemory(file.descriptor);
    fate = 'fails';
    const client = await RawClient.connect(listener.port);
    client.send(get('/1'));
    await client.untilEnd();
    expect(listener.results.at(-1)?.ending).toBe('cut');
  });

  test('of several ranges is multipart/byteranges', async () => {
    const file = fileOf(CONTENT);
    const { contentType, parts } = multipartByteranges(
      { boundary: 'b-1', contentType: 'text/x', completeBytes: 4 * MIB },
      [
        { first: 0, last: 4, parts: [file.part(0, 5)] },
        { first: 10, last: 10, parts: [file.part(10, 11)] },
      ],
    );
    const listener = serve({ '/1': () => ({ parts }) });
    const [answer] = readAnswers(await exchange(listener, get('/1', LAST)));
    expect(contentType).toBe('multipart/byteranges; boundary="b-1"');
    expect(answer?.body).toBe(
      `--b-1\r\nContent-Type: text/x\r\nContent-Range: bytes 0-4/4194304\r\n\r\n${LATIN.slice(0, 5)}\r\n` +
        `--b-1\r\nContent-Type: text/x\r\nContent-Range: bytes 10-10/4194304\r\n\r\n${LATIN.slice(10, 11)}\r\n--b-1--\r\n`,
    );
  });

  test('under way when the listener stops is sent to its end', async () => {
    const file = fileOf(CONTENT.subarray(0, 1_000));
    const listener = serve({ '/1': () => ({ parts: [file.part(0, 2_000)] }) });
    const client = await RawClient.connect(listener.port);
    client.send(get('/1'));
    await client.untilReceived(LATIN.slice(900, 1_000));
    const stopped = listener.stop({ idleMs: 10, atMostMs: 10_000 });
    await Bun.sleep(100);
    file.append(CONTENT.subarray(1_000, 2_000));
    await client.until(() => client.received.endsWith(LATIN.slice(1_990, 2_000)));
    client.close();
    await stopped;
    expect(listener.counters.cut).toBe(0);
  });
});

const POSIX_FADV_DONTNEED = 4;

/** posix_fadvise(2): the file's pages leave memory; they must be on disk for that. */
function dropFromMemory(descriptor: number): void {
  const { i32, i64 } = FFIType;
  const libc = dlopen('libc.so.6', { posix_fadvise: { args: [i32, i64, i64, i32], returns: i32 } });
  fsyncSync(descriptor);
  libc.symbols.posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  libc.close();
}
