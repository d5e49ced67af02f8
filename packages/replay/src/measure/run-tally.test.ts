import { expect, test } from 'bun:test';
import type { RouteAnswer } from '@nearhop/contracts';
import type { WrongAnswer } from '../judge/verdict.ts';
import { MOST_EXAMPLES, OTHER_NODES, RunTally } from './run-tally.ts';

const answer = (node: string): RouteAnswer => ({
  client: '10.0.0.1',
  decision: 'node',
  reason: 'matched',
  caches: [{ node, address: '203.0.113.1', port: 80, backup: false }],
  ttlSeconds: 300,
  revision: 1,
  health: 0,
});
const wrong = (atMs: number): WrongAnswer => ({
  number: 1,
  atMs,
  differs: 'caches',
  client: '10.0.0.1',
  said: answer('a'),
  expected: null,
});

test('RunTally.merge adds up what workers counted, as it arrives from their threads', () => {
  const [one, other] = [new RunTally(), new RunTally()];
  one.answered(answer('a'), 2, 10);
  one.judged({ kind: 'right' });
  one.sending(5, 1);
  other.answered(answer('a'), 7, 30);
  other.answered(answer('b'), 1, 20);
  other.judged({ kind: 'wrong', example: wrong(30) });
  other.judged({ kind: 'unjudged', why: 'ahead' });
  other.failed({ kind: 'timeout', detail: 'no answer within 5 ms' }, 40);
  other.sending(7, 0);
  other.stale();
  const all = new RunTally();
  for (const tally of [one, other]) all.merge(structuredClone(tally.state));
  expect(all.state).toMatchObject({
    counts: { answered: 3, right: 1, wrong: 1, stale: 1, sent: 12, sentLate: 1, lastMs: 40 },
    unjudged: { ahead: 1 },
    failures: { timeout: 1, reset: 0 },
    failureDetails: { timeout: 'no answer within 5 ms' },
    byReason: { matched: 3 },
    wrongExamples: [wrong(30)],
    latency: { maxMs: 7 },
  });
  expect(all.state.byNode).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
});

test('RunTally keeps the first wrong answers, and a bounded number of names', () => {
  const tally = new RunTally();
  for (let index = 0; index < 10_500; index++) {
    tally.answered(answer(`n-${index}`), 1, index);
    tally.judged({ kind: 'wrong', example: wrong(index) });
  }
  expect(tally.state.wrongExamples.map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: MOST_EXAMPLES }, (_, at) => at),
  );
  expect([tally.state.byNode.size, tally.state.byNode.get(OTHER_NODES)]).toEqual([10_001, 500]);
});
