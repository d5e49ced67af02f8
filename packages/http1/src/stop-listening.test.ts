import { describe, expect, test } from 'bun:test';
import { readAnswers } from './testing/answers.ts';
import { listenEcho } from './testing/echo-listener.ts';
import { RawClient } from './testing/raw-client.ts';

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;

describe('Http1Listener.stop', () => {
  test('answers every request that was sent, under load, and resets nobody', async () => {
    const listener = listenEcho();
    let answered = 0;
    const lost: string[] = [];
    let isStopping = false;
    /** Asks as fast as answers come; a new connection when the old one was to end. */
    const ask = async (target: string) => {
      for (;;) {
        let client: RawClient;
        try {
          client = await RawClient.connect(listener.port);
        } catch {
          return; // nobody listens any more: the client goes elsewhere
        }
        for (let last = false; !last;) {
          const before = client.received.length;
          client.send(get(target));
          try {
            await client.until(() => client.received.indexOf('\r\n\r\n', before) !== -1);
          } catch (error) {
            // Accepted by the kernel and never by us: the listener was closed before, and nothing was answered.
            lost.push(`${target} ${client.ending} ${String(error)}`);
            return;
          }
          answered++;
          last = client.received.slice(before).includes('Connection: close');
        }
        client.close();
        if (isStopping) return;
      }
    };
    const clients = Promise.all(Array.from({ length: 40 }, (_, index) => ask(index % 4 === 0 ? '/later' : '/1')));
    while (listener.counters.requests < 2_000) await Bun.sleep(1);
    isStopping = true;
    await listener.stop({ idleMs: 50, atMostMs: 10_000 });
    await clients;
    expect(lost).toEqual([]);
    expect(listener.counters.requests).toBe(answered);
    expect(listener.counters.cut).toBe(0);
  });

  test('ends idle connections, and those with part of a request when their time is over', async () => {
    const listener = listenEcho({ headersTimeoutMs: 300 });
    const [idle, partial] = [await RawClient.connect(listener.port), await RawClient.connect(listener.port)];
    idle.send(get('/1'));
    await idle.untilReceived('200 OK');
    partial.send('GET /2 HT');
    while (listener.counters.openConnections < 2) await Bun.sleep(1);
    const stopped = listener.stop({ idleMs: 20, atMostMs: 10_000 });
    await idle.untilEnd();
    await partial.untilEnd();
    idle.close();
    partial.close();
    await stopped;
    expect([idle.ending, partial.ending]).toEqual(['end', 'end']);
    expect(listener.counters.openConnections).toBe(0);
  });

  test('sends what a slow reader has not taken yet, and cuts it when there is no more time', async () => {
    for (const atMostMs of [10_000, 100]) {
      const listener = listenEcho();
      const client = await RawClient.connect(listener.port, { reads: 'when-told' });
      client.send(get('/big').repeat(20));
      while (listener.counters.requests === 0) await Bun.sleep(1);
      const stopped = listener.stop({ idleMs: 20, atMostMs });
      if (atMostMs === 100) {
        await stopped;
        expect(listener.counters.cut).toBe(1);
        client.close();
      } else {
        client.readOn();
        const answers = readAnswers(await client.untilEnd());
        expect(answers.at(-1)?.headers.get('connection')).toBe('close');
        client.close();
        await stopped;
        expect(listener.counters.cut).toBe(0);
      }
      expect(listener.counters.openConnections).toBe(0);
    }
  });

  test('accepts nobody afterwards', async () => {
    const listener = listenEcho();
    await listener.stop({ idleMs: 0, atMostMs: 100 });
    expect(
      await RawClient.connect(listener.port).then(
        () => 'connected',
        () => 'refused',
      ),
    ).toBe('refused');
  });
});
