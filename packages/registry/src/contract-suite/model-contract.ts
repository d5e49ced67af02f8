import { describe, expect, test } from 'bun:test';
import type { OpenFresh } from './fresh-registry.ts';
import { runModel } from './run-model.ts';

const RUNS = 40;
const PATIENCE_MS = 60_000; // takes 2 s on a quiet machine
const SEED = 20_261_122;

export function modelContract(openFresh: OpenFresh): void {
  describe('model', () => {
    const name = `agrees with the oracle over ${RUNS} sequences of commands, seed ${SEED}`;
    const run = async () => {
      const { revisions } = await runModel({ openFresh, runs: RUNS, seed: SEED });
      expect(revisions).toBeGreaterThan(4 * RUNS);
    };
    test(name, run, PATIENCE_MS);
  });
}
