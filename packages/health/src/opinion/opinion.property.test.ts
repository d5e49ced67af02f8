import { expect, test } from 'bun:test';
import { opinionHistories } from '../testing/opinion-histories.ts';

test('an opinion changes by the rules and at no other time, whatever answers, silence and lag come', () => {
  const seen = opinionHistories({ runs: 1_500, seed: 20_261_122 });
  expect(seen['histories']).toBe(1_500);
  for (const name of ['ups', 'downsByHard', 'downsBySilence', 'voids']) expect(seen[name]).toBeGreaterThan(300);
});
