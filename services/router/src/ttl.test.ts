import { describe, expect, test } from 'bun:test';
import { Dice, spreadTtlSeconds } from './ttl.ts';

function spread(acquaintance: 'first-ask' | 'repeated-ask'): number[] {
  const dice = new Dice(7);
  return Array.from({ length: 20_000 }, () => spreadTtlSeconds(300, acquaintance, dice));
}

describe('spreadTtlSeconds', () => {
  test('covers 10 to 100 % evenly for a first ask', () => {
    const seconds = spread('first-ask');
    expect([Math.min(...seconds), Math.max(...seconds)]).toEqual([30, 300]);
    expect(seconds.filter((s) => s < 165).length / seconds.length).toBeCloseTo(0.5, 1);
  });

  test('covers 90 to 110 % for a repeated ask', () => {
    const seconds = spread('repeated-ask');
    expect([Math.min(...seconds), Math.max(...seconds)]).toEqual([270, 330]);
  });

  test('is at least a second', () => {
    const dice = new Dice(0);
    for (let i = 0; i < 100; i++) expect(spreadTtlSeconds(1, 'first-ask', dice)).toBe(1);
  });
});
