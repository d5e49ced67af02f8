import { describe, expect, test } from 'bun:test';
import { arrivals, type ArrivalsOptions } from './arrivals.ts';

const options: ArrivalsOptions = {
  ratePerSecond: 1_000,
  durationMs: 2_000,
  spacing: 'constant',
  seed: 1,
  worker: 0,
  workers: 1,
};

function all(changes: Partial<ArrivalsOptions>): { number: number; atMs: number }[] {
  const schedule = arrivals({ ...options, ...changes });
  const found = [];
  while (schedule.nextMs !== Infinity) {
    found.push({ number: schedule.number, atMs: schedule.nextMs });
    schedule.advance();
  }
  return found;
}

describe('constant arrivals', () => {
  test('are 1/rate apart, from 0 up to the duration', () => {
    const found = all({});
    expect(found.length).toBe(2_000);
    expect(found.every(({ number, atMs }, index) => number === index && atMs === index)).toBe(true);
  });

  test('of several workers together are those of one', () => {
    const parts = [0, 1, 2].flatMap((worker) => all({ worker, workers: 3 }));
    expect(parts.toSorted((x, y) => x.number - y.number)).toEqual(all({}));
  });

  test('do not drift at a rate that divides no millisecond', () => {
    const found = all({ ratePerSecond: 30_011, durationMs: 1_000 });
    expect(found.length).toBe(30_011);
    expect(found.at(-1)?.atMs).toBeCloseTo((30_010 / 30_011) * 1_000, 6);
  });

  test('may be rarer than one a second', () => {
    expect(all({ ratePerSecond: 0.5, durationMs: 5_000 }).map(({ atMs }) => atMs)).toEqual([0, 2_000, 4_000]);
  });
});

describe('poisson arrivals', () => {
  const found = all({ spacing: 'poisson', durationMs: 20_000 });

  test('come at the mean rate, in order', () => {
    // 20,000 with a standard deviation of 141.
    expect(Math.abs(found.length - 20_000)).toBeLessThan(4 * 141);
    expect(found.every(({ atMs }, index) => index === 0 || atMs > found[index - 1]!.atMs)).toBe(true); // index is above 0
  });

  test('have exponential gaps', () => {
    // Ten classes of equal chance; 9 degrees of freedom: above 27.9 once in 1,000 seeds.
    const classes = Array.from({ length: 10 }, () => 0);
    for (const [index, { atMs }] of found.entries()) {
      const gap = atMs - (found[index - 1]?.atMs ?? 0);
      const place = Math.floor(10 * (1 - Math.exp(-gap)));
      classes[place] = (classes[place] ?? 0) + 1;
    }
    const expected = found.length / 10;
    expect(classes.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(27.9);
  });

  test('of several workers add up to the rate, and no number comes twice', () => {
    const parts = [0, 1, 2].flatMap((worker) => all({ spacing: 'poisson', worker, workers: 3, durationMs: 20_000 }));
    expect(Math.abs(parts.length - 20_000)).toBeLessThan(4 * 141);
    expect(new Set(parts.map(({ number }) => number)).size).toBe(parts.length);
  });

  test('are the same for the same seed', () => {
    expect(all({ spacing: 'poisson' })).toEqual(all({ spacing: 'poisson' }));
    expect(all({ spacing: 'poisson' })).not.toEqual(all({ spacing: 'poisson', seed: 2 }));
  });
});
