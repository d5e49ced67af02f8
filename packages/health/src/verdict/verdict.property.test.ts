import { expect, test } from 'bun:test';
import { verdictHistories } from '../testing/verdict-histories.ts';

test('verdicts change by the rules alone, no freeze outlasts 60 s or keeps a node from going up, and a replay equals what was live', () => {
  const seen = verdictHistories({ runs: 150, seed: 20_261_122 });
  expect(seen['histories']).toBe(150);
  expect(seen['downs']).toBeGreaterThan(250);
  expect(seen['upsInFreeze']).toBeGreaterThan(25);
  expect(seen['heldNodes']).toBeGreaterThan(250);
  expect(seen['overruled']).toBeGreaterThan(7);
  expect(seen['restored']).toBeGreaterThan(1);
  expect(seen['replayedChanges']).toBeGreaterThan(250);
  expect(seen['replaysOfATail']).toBeGreaterThan(12);
});
