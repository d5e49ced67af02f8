import { expect, test } from 'bun:test';
import { runCrashRounds } from './testing/crash-rounds.ts';

test('a process killed at any moment leaves a drive from which only right bytes are served', async () => {
  const counts = await runCrashRounds({ rounds: 3, seed: 1 });
  expect(counts.wrong).toEqual([]);
  expect(counts.hits).toBeGreaterThan(5);
  expect(counts.emptied).toBe(0);
  expect(counts.tooLarge).toBe(0);
  expect(counts.unaccountedBytes).toBe(0);
}, 60_000);
