import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { Histogram } from './histogram.ts';

/** Milliseconds from 1 µs to 71 minutes, each magnitude as likely as the next. */
const durationMs = fc.double({ min: 0, max: 32, noNaN: true, maxExcluded: true }).map((power) => 2 ** power / 1_000);
const durations = fc.array(durationMs, { minLength: 1, maxLength: 200 });

function recorded(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** What `quantileMs` estimates, exactly. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!; // share is at most 1
}

describe('Histogram', () => {
  test('a quantile is off by at most 1 % or half a microsecond', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const exact = quantile(values, share);
        const error = Math.abs(recorded(values).quantileMs(share) - exact);
        expect(error).toBeLessThanOrEqual(Math.max(0.000_501, exact * 0.01));
      }),
      { numRuns: 2_000 },
    );
  });

  test('merged from parts is that of the whole', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const merged = recorded(some);
        merged.merge(new Histogram(structuredClone(recorded(others).state)));
        expect(merged.state).toEqual(recorded([...some, ...others]).state);
      }),
    );
  });

  test('knows count and maximum exactly', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = recorded(values);
        expect([histogram.count, histogram.maxMs]).toEqual([values.length, Math.max(...values)]);
        expect(histogram.quantileMs(1)).toBeLessThanOrEqual(histogram.maxMs);
      }),
    );
  });

  test('takes what lies beyond its range as its ends', () => {
    const histogram = recorded([-1, 10 ** 9]);
    expect(histogram.quantileMs(0.5)).toBe(0);
    expect(histogram.quantileMs(1)).toBeCloseTo(2 ** 32 / 1_000, 0);
    expect(histogram.maxMs).toBe(10 ** 9);
  });

  test('is 0 when empty', () => {
    expect([new Histogram().quantileMs(0.5), new Histogram().maxMs]).toEqual([0, 0]);
  });
});
