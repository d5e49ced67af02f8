import { describe, expect, test } from 'bun:test';
import { generatorWasBound, LATE_AFTER_MS, OwnLag } from './own-lag.ts';

describe('OwnLag', () => {
  test('counts a request that went out late while the loop was busy', () => {
    const lag = new OwnLag();
    lag.idle(100);
    lag.send(101, 101 + LATE_AFTER_MS);
    lag.send(101, 102 + LATE_AFTER_MS);
    expect([lag.sent, lag.late]).toEqual([2, 1]);
  });

  test('does not count one that waited for the target while the loop had nothing to do', () => {
    const lag = new OwnLag();
    lag.idle(990);
    lag.send(100, 991);
    expect([lag.sent, lag.late]).toEqual([1, 0]);
  });
});

test('the generator was the bound with more than 1 % late', () => {
  expect(generatorWasBound(1_000, 10)).toBe(false);
  expect(generatorWasBound(1_000, 11)).toBe(true);
  expect(generatorWasBound(0, 0)).toBe(false);
});
