import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { vectorEntry, type RouteAnswer } from '@nearhop/contracts';
import { parseTarget } from '../attack/target.ts';
import { missesOf } from '../report/misses.ts';
import type { ReplayReport } from '../report/replay-report.ts';
import { MemoryTruth } from '../testing/memory-truth.ts';
import { claimWrite, nodeWrite, testNode } from '../testing/records.ts';
import { answerBody, okResponse, startStub, type StubRouter } from '../testing/stub-router.ts';
import { replay, type ReplayDependencies, type ReplayOptions } from './replay.ts';

setDefaultTimeout(30_000);

const node = testNode(1);
const caches = [{ node: 'node-1', address: '203.0.113.1', port: 80, backup: false }];
const serving: Partial<RouteAnswer> = { decision: 'node', reason: 'matched', caches };
const disabled: Partial<RouteAnswer> = { decision: 'cdn', reason: 'node-disabled', caches: [] };

let stub: StubRouter;
afterEach(() => stub.stop());

interface Changes {
  readonly workers?: number;
  readonly requests?: number;
  readonly ratePerSecond?: number;
  readonly staleAfterMs?: number;
}

function options(port: number, changes: Changes): ReplayOptions {
  const { workers = 1, requests = 300, ratePerSecond = 1_000, staleAfterMs = 60_000 } = changes;
  return {
    attack: { target: parseTarget(`http://127.0.0.1:${port}`), mode: 'reused', connections: 8, timeoutMs: 20_000 },
    arrivals: {
      ratePerSecond,
      durationMs: (requests * 1_000) / ratePerSecond,
      spacing: 'constant',
      seed: 1,
      workers,
    },
    clients: { kind: 'table', spread: { kind: 'blocks' } },
    judging: { policy: { privateNetworks: [], lab: false }, staleAfterMs },
  };
}

const makeTruth = () =>
  new MemoryTruth(10, [nodeWrite(node), claimWrite('9.0.0.0/8', node), claimWrite('2600::/32', node)]);

/** Replays against a stub that answers as `answerTo` says. */
async function run(
  truth: MemoryTruth | undefined,
  answerTo: (client: string, request: number) => Partial<RouteAnswer>,
  changes: Changes = {},
  dependencies: Partial<ReplayDependencies> = {},
  edit: (options: ReplayOptions) => ReplayOptions = (same) => same,
): Promise<ReplayReport> {
  stub = startStub((client, request) => ({
    bytes: okResponse(answerBody(client, answerTo(client, request))),
    after: 'stay',
  }));
  const outcome = await replay(edit(options(stub.port, changes)), { truth, ...dependencies });
  if (outcome.kind !== 'done') throw new Error(`The run did not begin: ${JSON.stringify(outcome)}`);
  return outcome.report;
}

describe('replay', () => {
  test('finds every answer right of a router that is, and asks for clients in all blocks', async () => {
    const clients = new Set<string>();
    const report = await run(makeTruth(), (client) => {
      clients.add(client);
      return { ...serving, revision: 10 };
    });
    expect(missesOf(report)).toEqual([]);
    expect(report).toMatchObject({
      requests: { due: 300, answered: 300, failed: 0 },
      answers: { right: 300, wrong: 0, byReason: { matched: 300 }, byNode: { 'node-1': 300 } },
    });
    expect([...clients].filter((client) => client.includes(':')).length).toBeGreaterThan(50);
  });

  test('finds a planted fault, and says when it came', async () => {
    const report = await run(makeTruth(), (_client, request) => ({
      ...(request === 200 ? disabled : serving),
      revision: 10,
    }));
    expect(report.answers).toMatchObject({ right: 299, wrong: 1 });
    expect(report.wrongAnswers[0]).toMatchObject({ differs: 'decision', said: { reason: 'node-disabled' } });
  });

  test('follows the registry while it changes, and judges each answer by its own numbers', async () => {
    const truth = makeTruth();
    let health = 0;
    const report = await run(
      truth,
      (_client, request) => {
        if (request % 20 === 10) truth.commit([nodeWrite({ ...node, enabled: truth.revision % 2 === 1 })]);
        if (request % 50 === 25) {
          health++;
          truth.publish({ number: health, entries: Uint8Array.of(0, vectorEntry('up')), publishedAtMs: 0 });
        }
        return { ...(truth.revision % 2 === 0 ? serving : disabled), revision: truth.revision, health };
      },
      { requests: 400 },
    );
    expect(report.answers).toMatchObject({ right: 400, wrong: 0, unjudged: { ahead: 0, forgotten: 0, skipped: 0 } });
    expect(truth.revision).toBeGreaterThan(25);
  });

  test('counts answers of a router that stopped following as stale, and right at their revision', async () => {
    const truth = makeTruth();
    const report = await run(
      truth,
      (_client, request) => {
        if (request === 50) truth.commit([nodeWrite({ ...node, enabled: false })]);
        return { ...serving, revision: 10 };
      },
      { requests: 800, staleAfterMs: 50 },
    );
    expect(report.answers).toMatchObject({ right: 800, wrong: 0 });
    expect(report.answers.stale).toBeGreaterThan(0);
    expect(missesOf(report).join()).toContain('stale answers, must be 0');
  });

  test('merges several workers into what one would have asked', async () => {
    const asked: string[][] = [];
    for (const workers of [1, 3]) {
      const clients: string[] = [];
      const report = await run(
        makeTruth(),
        (client) => {
          clients.push(client);
          return { ...serving, revision: 10 };
        },
        { workers },
      );
      expect(report).toMatchObject({ workers, requests: { answered: 300 }, answers: { right: 300 } });
      asked.push(clients.toSorted());
      stub.stop();
    }
    expect(asked[1]?.join()).toBe(String(asked[0]));
  });

  test('goes on while the registry is away', async () => {
    const truth = makeTruth();
    const told: unknown[] = [];
    const report = await run(
      truth,
      (_client, request) => {
        if (request === 50) truth.leave(new Error('gone'));
        return { ...serving, revision: 10 };
      },
      {},
      { onTruthAway: (error) => told.push(error) },
    );
    expect(report.answers).toMatchObject({ right: 300, wrong: 0 });
    expect(told.length).toBeGreaterThan(0);
  });

  test('counts without judging where there is no registry', async () => {
    const report = await run(
      undefined,
      () => serving,
      {},
      {},
      (whole) => ({
        ...whole,
        clients: { kind: 'entries', entries: [['198.51.100.0/24', 1]] },
        judging: undefined,
      }),
    );
    expect(report).toMatchObject({ judged: false, requests: { answered: 300 }, answers: { right: 0, wrong: 0 } });
  });

  test('ends early when it is told to, and tells how it goes', async () => {
    const stopping = new AbortController();
    const report = await run(
      makeTruth(),
      () => ({ ...serving, revision: 10 }),
      { requests: 1_000_000 },
      {
        signal: stopping.signal,
        onProgress: ({ requests }) => requests.answered > 0 && stopping.abort(),
      },
    );
    expect(report.requests.failed).toBe(0);
    expect(report.answers.right).toBe(report.requests.answered);
    expect(report.requests.answered).toBeLessThan(1_000_000);
  });

  test('sends one request to a target that does not trust it', async () => {
    stub = startStub(() => ({ bytes: okResponse(answerBody('127.0.0.1')), after: 'stay' }));
    expect(await replay(options(stub.port, {}), { truth: makeTruth() })).toEqual({
      kind: 'untrusted',
      answeredFor: '127.0.0.1',
    });
    expect(stub.seen.requests).toBe(1);
  });

  test('refuses a table without blocks', async () => {
    const failure = await run(new MemoryTruth(1, [nodeWrite(node)]), () => serving).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'ERR_REPLAY_WORKER',
      message: 'A worker of the replay ended: Cannot draw clients from the table: it has no valid block',
    });
  });
});
