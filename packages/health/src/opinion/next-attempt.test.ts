import { expect, test } from 'bun:test';
import { nextAttempt } from './next-attempt.ts';
import { OPINION_POLICY } from './opinion-policy.ts';

const next = (phase: 'answered' | 'unanswered' | 'idle', attemptAtMs: number, silentSinceMs: number, silent = 1) =>
  nextAttempt({ phase, attemptAtMs, silentSinceMs, silent }, OPINION_POLICY);

test('nextAttempt is 1 s after an attempt that was answered', () => {
  expect(next('answered', 5_000, NaN)).toBe(6_000);
});

test('nextAttempt is 125 ms after an attempt without an answer', () => {
  expect(next('unanswered', 5_000, 5_000)).toBe(5_125);
});

test('nextAttempt is the end of 2.5 s of silence where that comes first', () => {
  expect(next('unanswered', 7_450, 5_000)).toBe(7_500);
  expect(next('answered', 7_400, 5_000)).toBe(7_500);
});

test('nextAttempt at a node that is down and silent is 1 s later', () => {
  expect(next('idle', 5_000, 5_000)).toBe(6_000);
});

test('nextAttempt keeps retries within 8,000 a second, however many nodes are silent at once', () => {
  expect(next('unanswered', 0, 0, 1_000)).toBe(125);
  expect(next('unanswered', 0, 0, 4_000)).toBe(500);
  expect(next('unanswered', 0, 0, 20_000)).toBe(1_000);
});
