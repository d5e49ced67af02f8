import { expect, test } from 'bun:test';
import { runCrashRounds } from './testing/crash-rounds.ts';

test('a process killed at any moment leaves a drive from which only right bytes are served', async () => {
  const counts = await runCrashRounds({ rounds: 4, seed: 1 });
  expect(counts.wrong).toEqual([]);
  expect(counts.hits).toBeGreaterThan(10);
  expect(counts.emptied).toBe(0);
  expect(counts.tooLarge).toBe(0);
  expect(counts.accountError).toBeLessThan(0.01);
}, 60_000);
