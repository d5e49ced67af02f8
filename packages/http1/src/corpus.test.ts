import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readAnswers } from './testing/answers.ts';
import { readCorpus, readWellformed, type CorpusCase } from './testing/corpus.ts';
import { listenEcho, type EchoListener } from './testing/echo-listener.ts';
import { RawClient } from './testing/raw-client.ts';

const MALFORMED = readCorpus('http-malformed');
const FILES = [...new Set(MALFORMED.map(({ file }) => file))];

let listener: EchoListener;
beforeAll(() => {
  listener = listenEcho({ maxBodyBytes: 128 });
});
afterAll(() => listener.stop({ idleMs: 0, atMostMs: 0 }));

/** Sends the case in pieces; what came back, and how the connection ended. */
async function play({ text }: Pick<CorpusCase, 'text'>, pieces: readonly string[] = [text]): Promise<string> {
  const client = await RawClient.connect(listener.port);
  for (const piece of pieces) {
    client.send(piece);
    if (pieces.length > 1) await new Promise(setImmediate);
  }
  const wire = await client.untilEnd();
  const statuses = readAnswers(wire).map(({ status }) => status);
  client.close();
  return `${statuses.join()} ${client.ending}`;
}

describe('a malformed request', () => {
  test('has at least 200 kinds', () => {
    expect(new Set(MALFORMED.map(({ text }) => text)).size).toBeGreaterThan(400);
  });

  test.each(FILES)('of %s is answered as the corpus says, and its connection ends without a reset', async (file) => {
    const cases = MALFORMED.filter((each) => each.file === file);
    const results = await Promise.all(cases.map(async (each) => [each.why, await play(each)]));
    expect(results).toEqual(cases.map(({ why, statuses }) => [why, `${statuses.join()} end`]));
  });

  test('is refused however its bytes are cut', async () => {
    const short = MALFORMED.filter(({ text }) => text.length < 300);
    for (const each of short) {
      const expected = `${each.statuses.join()} end`;
      const results = await Promise.all([
        play(each, each.text.split('')),
        ...[1, 2, 3].map((quarter) => {
          const at = Math.floor((each.text.length * quarter) / 4);
          return play(each, [each.text.slice(0, at), each.text.slice(at)]);
        }),
      ]);
      expect([each.why, ...results]).toEqual([each.why, ...results.map(() => expected)]);
    }
  }, 20_000);

  test('leaves nothing behind: no fault, no open connection, no request of the smuggled ones', async () => {
    expect(listener.errors).toEqual([]);
    expect(listener.counters.failed).toBe(0);
    while (listener.counters.openConnections > 0) await Bun.sleep(1);
    const refused = Object.values(listener.counters.refused).reduce((sum, count) => sum + count, 0);
    expect(refused).toBeGreaterThan(MALFORMED.length);
  });
});

describe('a well-formed request, however odd,', () => {
  test('is answered, and the one behind it too', async () => {
    const cases = readWellformed();
    expect(cases.length).toBeGreaterThan(50);
    const last = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    for (const { why, text } of cases) {
      const client = await RawClient.connect(listener.port);
      client.send(text + last);
      await client.untilEnd();
      const statuses = readAnswers(client.received, [text.startsWith('HEAD') ? 'HEAD' : 'GET']).map(
        ({ status }) => status,
      );
      // HTTP/1.0 ends its connection.
      expect([why, statuses]).toEqual([why, text.includes('HTTP/1.0') ? [200] : [200, 200]]);
      client.close();
    }
  });
});
