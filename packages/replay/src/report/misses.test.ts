import { describe, expect, test } from 'bun:test';
import type { Verdict } from '../judge/verdict.ts';
import { RunTally } from '../measure/run-tally.ts';
import { exitCodeOf, missesOf, type Thresholds } from './misses.ts';
import { replayReport, type ReplayReport } from './replay-report.ts';
import { reportText } from './report-text.ts';

const facts = { target: 'http://router/v1/route', seed: 1, workers: 1, ratePerSecond: 1_000, judged: true };

/** 1,000 right answers, 2 ms each but the last, which took 40. */
function report(change: (tally: RunTally) => void = () => {}, judged = true): ReplayReport {
  const tally = new RunTally();
  for (let number = 1; number <= 1_000; number++) {
    tally.answered(
      { client: '10.0.0.1', decision: 'cdn', reason: 'no-match', caches: [], ttlSeconds: 300, revision: 1, health: 0 },
      number === 1_000 ? 40 : 2,
      number,
    );
    if (judged) tally.judged({ kind: 'right' });
  }
  tally.sending(1_000, 0);
  change(tally);
  return replayReport({ ...facts, judged }, tally.state);
}

const wrong: Verdict = {
  kind: 'wrong',
  example: {
    number: 3,
    atMs: 12,
    differs: 'decision',
    client: '10.0.0.1',
    said: {
      client: '10.0.0.1',
      decision: 'cdn',
      reason: 'no-match',
      caches: [],
      ttlSeconds: 1,
      revision: 4,
      health: 2,
    },
    expected: { decision: 'node', reason: 'matched', caches: [] },
  },
};

describe('missesOf', () => {
  test('finds nothing in a run that was right', () => {
    expect(missesOf(report())).toEqual([]);
    expect(exitCodeOf(missesOf(report()))).toBe(0);
  });

  test.each<[miss: string, change: (tally: RunTally) => void]>([
    ['1 wrong answers, must be 0', (tally) => tally.judged(wrong)],
    ['1 failed requests, must be 0', (tally) => tally.failed({ kind: 'reset', detail: '' }, 5)],
    ['1 stale answers, must be 0', (tally) => tally.stale()],
    [
      '11 unjudged answers of 1000, must be at most 1 %',
      (tally) => {
        for (let count = 0; count < 11; count++) tally.judged({ kind: 'unjudged', why: 'ahead' });
      },
    ],
  ])('finds %p', (miss, change) => {
    expect(missesOf(report(change))).toEqual([miss]);
    expect(exitCodeOf([miss])).toBe(1);
  });

  test.each<[miss: string, thresholds: Thresholds]>([
    ['p50 2.01 ms, must be at most 1 ms', { p50Ms: 1 }],
    ['max 40.00 ms, must be at most 39 ms', { maxMs: 39 }],
    ['1000 answers/s, must be at least 2000', { answersPerSecond: 2_000 }],
  ])('finds %p', (miss, thresholds) => {
    expect(missesOf(report(), thresholds)).toEqual([miss]);
  });

  test('does not take a latency that the generator made, though it judges as well as ever', () => {
    const bound = report((tally) => tally.sending(1_000, 11));
    expect(missesOf(bound)).toEqual([]);
    expect(missesOf(bound, { maxMs: 1_000 })).toEqual([
      "latency is not the target's: the generator was the bound and sent 11 requests late",
    ]);
  });

  test('takes shares that are allowed', () => {
    const spoilt = report((tally) => {
      tally.stale();
      tally.failed({ kind: 'reset', detail: '' }, 5);
    });
    expect(missesOf(spoilt, { failedShare: 0.01, staleShare: 0.01, p99Ms: 3, maxMs: 41 })).toEqual([]);
  });

  test('proves nothing by answers that nobody judged, or by none', () => {
    expect(missesOf(replayReport(facts, new RunTally().state))).toEqual(['no answer at all', 'no answer was judged']);
    expect(missesOf(report(undefined, false))).toEqual([]);
  });
});

test('reportText tells what a person asks first', () => {
  const text = reportText(
    report((tally) => {
      tally.judged(wrong);
      tally.failed({ kind: 'reset', detail: 'read ECONNRESET' }, 5);
    }),
    ['1 wrong answers, must be 0'],
  );
  expect(text.split('\n')).toEqual([
    'target     http://router/v1/route, seed 1, 1 worker',
    'requests   1,001: 1,000 answered, 1 failed',
    'answers    1,000/s over 1.0 s, 1,000/s asked for',
    'latency    p50 2.01 ms, p99 2.01 ms, p99.9 2.01 ms, max 40.0 ms',
    'verdict    1,000 right, 1 wrong, 0 stale',
    'reasons    no-match 100.0 %',
    'nodes      none',
    'failed     reset 1: read ECONNRESET',
    'wrong      10.0.0.1 (request 3 at 12 ms, revision 4, health 2): decision: said {"client":"10.0.0.1","decision":"cdn","reason":"no-match","caches":[]}: must be {"decision":"node","reason":"matched","caches":[]}',
    'missed: 1 wrong answers, must be 0',
  ]);
});
