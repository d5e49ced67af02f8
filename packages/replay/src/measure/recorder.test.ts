import { expect, test } from 'bun:test';
import type { RouteAnswer } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';
import type { Question } from '../attack/question.ts';
import { Acknowledged } from '../judge/acknowledged.ts';
import { answerBody } from '../testing/stub-router.ts';
import { Recorder } from './recorder.ts';
import { RunTally } from './run-tally.ts';

const ALLOWANCE_MS = 100;

function question(sentMs: number): Question {
  return { number: 1, client: Address.parse('10.0.0.1'), clientText: '10.0.0.1', dueMs: sentMs - 3, sentMs };
}

function recorded(...answers: readonly (readonly [sentMs: number, answer: Partial<RouteAnswer>])[]): RunTally {
  const [revisions, vectors] = [new Acknowledged(), new Acknowledged()];
  revisions.add(10, -Infinity);
  revisions.add(11, 1_000);
  vectors.add(4, -Infinity);
  vectors.add(5, 2_000);
  const tally = new RunTally();
  const currency = { revisions, vectors, allowanceMs: ALLOWANCE_MS };
  const recorder = new Recorder({ tally, judge: undefined, currency });
  for (const [sentMs, answer] of answers) {
    const body = answerBody('10.0.0.1', { revision: 10, health: 4, ...answer });
    recorder.answered(question(sentMs), { kind: 'answer', status: 200, body, stays: true }, sentMs + 2);
  }
  return tally;
}

test('Recorder counts an answer as stale that misses what was made longer ago than allowed', () => {
  const staleOf = (sentMs: number, answer: Partial<RouteAnswer>) => recorded([sentMs, answer]).state.counts.stale;
  expect(staleOf(1_099, {})).toBe(0);
  expect(staleOf(1_100, {})).toBe(1);
  expect(staleOf(1_100, { revision: 11 })).toBe(0);
  expect(staleOf(2_100, { revision: 11 })).toBe(1);
  expect(staleOf(2_100, { revision: 11, health: 5 })).toBe(0);
  expect(staleOf(0, { revision: 9 })).toBe(1);
});

test('Recorder counts reasons, nodes and latency from when a request was due', () => {
  const cache = { node: 'Seattle-1', address: '203.0.113.1', port: 80, backup: false };
  const { state } = recorded([5, {}], [6, { decision: 'node', reason: 'matched', caches: [cache] }]);
  expect(state.byReason).toEqual({ 'no-match': 1, matched: 1 });
  expect(state.byNode).toEqual(new Map([['Seattle-1', 1]]));
  expect([state.counts.answered, state.latency.maxMs, state.counts.lastMs]).toEqual([2, 5, 8]);
});

test('Recorder counts other statuses and bodies as failures', () => {
  const tally = new RunTally();
  const recorder = new Recorder({ tally, judge: undefined, currency: undefined });
  recorder.answered(question(5), { kind: 'answer', status: 503, body: '', stays: true }, 6);
  recorder.answered(question(5), { kind: 'answer', status: 200, body: '{"client":1}', stays: true }, 6);
  expect([tally.state.failures.status, tally.state.failures.body, tally.state.counts.answered]).toEqual([1, 1, 0]);
  expect(tally.state.failureDetails).toEqual({
    status: 'status 503',
    body: 'no answer of a router: client must be text or null: {"client":1}',
  });
});
