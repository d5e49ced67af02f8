import { afterEach, describe, expect, test } from 'bun:test';
import { Address } from '@nearhop/ip';
import { arrivals } from '../pacer/arrivals.ts';
import { answerBody, okResponse, startStub, type StubReply, type StubRouter } from '../testing/stub-router.ts';
import { Attack, type AttackOptions } from './attack.ts';
import type { Failure } from './failure.ts';
import { parseTarget } from './target.ts';

const REQUESTS = 40;

let stub: StubRouter;
afterEach(() => stub.stop());

interface Outcome {
  readonly answered: { number: number; client: string; body: string; latencyMs: number }[];
  readonly failures: Failure[];
  readonly attack: Attack;
}

async function attackStub(
  reply: (client: string, request: number) => StubReply,
  changes: Partial<AttackOptions> & {
    readonly ratePerSecond?: number;
    readonly requests?: number;
    readonly onStart?: (attack: Attack) => void;
    readonly onAnswer?: () => void;
  } = {},
): Promise<Outcome> {
  stub = startStub(reply);
  const { ratePerSecond = 1_000, requests = REQUESTS, onStart, onAnswer, ...options } = changes;
  const outcome: Omit<Outcome, 'attack'> = { answered: [], failures: [] };
  const attack = new Attack(
    {
      target: parseTarget(`http://127.0.0.1:${stub.port}`),
      mode: 'reused',
      connections: 4,
      timeoutMs: 10_000,
      ...options,
    },
    {
      arrivals: arrivals({
        ratePerSecond,
        durationMs: (requests * 1_000) / ratePerSecond,
        spacing: 'constant',
        seed: 1,
        worker: 0,
        workers: 1,
      }),
      clients: { client: (number) => Address.v4(0x0a000000 + number) },
      onAnswer({ number, clientText, dueMs }, { body }, atMs) {
        onAnswer?.();
        outcome.answered.push({ number, client: clientText, body, latencyMs: atMs - dueMs });
      },
      onFailure: (failure) => outcome.failures.push(failure),
    },
  );
  onStart?.(attack);
  await attack.run();
  return { ...outcome, attack };
}

const stay = (bytes: string): StubReply => ({ bytes, after: 'stay' });
const right = (client: string) => stay(okResponse(answerBody(client)));
const kinds = ({ failures }: Outcome) => [...new Set(failures.map(({ kind }) => kind))];

describe('Attack', () => {
  test('asks once for each request of the schedule and hands on its answer', async () => {
    const { answered, failures } = await attackStub(right);
    expect(failures).toEqual([]);
    expect(answered.map(({ number }) => number).toSorted((x, y) => x - y)).toEqual(
      Array.from({ length: REQUESTS }, (_, number) => number),
    );
    expect(answered.every(({ client, body }) => body === answerBody(client))).toBe(true);
    expect(stub.seen.requests).toBe(REQUESTS);
  });

  test('reuses its connections, and opens no more than it may', async () => {
    await attackStub(right);
    expect(stub.seen.connections).toBeLessThanOrEqual(4);
  });

  test('opens a connection per request when asked to, and says so to the target', async () => {
    const { answered } = await attackStub((client) => ({ bytes: okResponse(answerBody(client)), after: 'close' }), {
      mode: 'new',
    });
    expect([answered.length, stub.seen.connections]).toEqual([REQUESTS, REQUESTS]);
  });

  test('takes answers that come in pieces, and in chunks', async () => {
    const { answered, failures } = await attackStub((client, request) => {
      const body = answerBody(client);
      const [first, rest] = [body.slice(0, 9), body.slice(9)];
      if (request % 2 === 0) return right(client);
      const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
      return stay(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(first)}${chunk(rest)}0\r\n\r\n`);
    });
    expect([answered.length, failures.length]).toEqual([REQUESTS, 0]);
  });

  test('goes on over a new connection after the target closes one', async () => {
    const { answered } = await attackStub((client) => {
      const body = answerBody(client);
      return {
        bytes: `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        after: 'close',
      };
    });
    expect([answered.length, stub.seen.connections]).toEqual([REQUESTS, REQUESTS]);
  });

  test.each<[kind: Failure['kind'], what: string, reply: StubReply]>([
    ['closed', 'a close instead of an answer', { bytes: '', after: 'close' }],
    ['closed', 'half an answer', { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{', after: 'close' }],
    ['reset', 'a reset', { bytes: '', after: 'reset' }],
    ['http', 'another protocol', stay('SSH-2.0-OpenSSH\r\n\r\n')],
    ['http', 'two answers', stay(`${okResponse('{}')}HTTP/1.1 200 OK\r\n`)],
  ])('counts %s for %s', async (kind, _what, reply) => {
    const outcome = await attackStub(() => reply);
    expect(kinds(outcome)).toEqual([kind]);
    expect(outcome.failures.length).toBe(REQUESTS);
  });

  test('counts every request that nobody answers in time, sent or not', async () => {
    const outcome = await attackStub(() => stay(''), { timeoutMs: 50, requests: 400, ratePerSecond: 4_000 });
    expect(kinds(outcome).toSorted()).toEqual(['not-sent', 'timeout']);
    expect(outcome.failures.length).toBe(400);
  });

  test('counts refused connections', async () => {
    stub = startStub(right);
    const { port } = stub;
    stub.stop();
    const outcome = await attackStub(right, { target: parseTarget(`http://127.0.0.1:${port}`) });
    expect(kinds(outcome)).toEqual(['refused']);
    expect(outcome.failures.length).toBe(REQUESTS);
  });

  test('does not hear what an attempt that was given up still does', async () => {
    // Every other request is left hanging, so that given up connections and new ones alternate.
    const outcome = await attackStub((client, request) => (request % 2 === 0 ? stay('') : right(client)), {
      timeoutMs: 60,
      requests: 200,
    });
    expect(kinds(outcome)).not.toContain('closed');
    expect(outcome.answered.length + outcome.failures.length).toBe(200);
    expect(outcome.answered.every(({ client, body }) => body === answerBody(client))).toBe(true);
  });

  test('counts latency from when a request was due, not from when a connection was free for it', async () => {
    // Ten requests are due within 10 ms; the one connection is held for 200 ms by the first of them.
    let hold: (() => void) | undefined;
    const listener = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        data(socket) {
          const answer = () => void socket.write(okResponse('{}'));
          if (hold === undefined) setTimeout((hold = answer), 200);
          else answer();
        },
      },
    });
    const outcome = await attackStub(right, {
      target: parseTarget(`http://127.0.0.1:${listener.port}`),
      connections: 1,
      requests: 10,
    });
    listener.stop(true);
    expect(outcome.answered.length).toBe(10);
    expect(outcome.answered.every(({ latencyMs }) => latencyMs >= 185)).toBe(true);
  });

  test('sends no more once stopped, and still waits for what is under way', async () => {
    let attack: Attack | undefined;
    const outcome = await attackStub(
      (client, request) => {
        if (request === 20) attack?.stop();
        return right(client);
      },
      { requests: 1_000_000, onStart: (started) => (attack = started) },
    );
    expect(outcome.failures).toEqual([]);
    expect(outcome.answered.length).toBe(stub.seen.requests);
    expect(outcome.answered.length).toBeLessThan(1_000);
  });

  test('ends with the error of whoever takes its answers', async () => {
    const fault = new Error('no such node');
    const failure = await attackStub(right, {
      onAnswer: () => {
        throw fault;
      },
    }).catch((error: unknown) => error);
    expect(failure).toBe(fault);
  });
});
