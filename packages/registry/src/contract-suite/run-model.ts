import * as fc from 'fast-check';
import type { OpenFresh } from './fresh-registry.ts';
import { commandSequences } from './model/command-arbitrary.ts';
import { RegistryOracle } from './model/registry-oracle.ts';

export interface ModelOptions {
  readonly openFresh: OpenFresh;
  /** How many sequences of commands, each on a store of its own. */
  readonly runs: number;
  readonly seed: number;
}

export interface ModelResult {
  readonly runs: number;
  readonly commands: number;
  /** Revisions that the sequences made: few would mean that nearly all commits were refused. */
  readonly revisions: number;
}

const MAX_COMMANDS = 40;

/**
 * Runs sequences of commands on a driver and on the oracle, and compares everything that both answer. Rejects at the first
 * difference, with the shortest sequence that shows it and the seed and path that run it again.
 */
export async function runModel({ openFresh, runs, seed }: ModelOptions): Promise<ModelResult> {
  let commands = 0;
  let revisions = 0;
  const property = fc.asyncProperty(commandSequences(MAX_COMMANDS), async (sequence) => {
    const fresh = await openFresh();
    const oracle = new RegistryOracle();
    const subject = { fresh, registry: fresh.registry, positions: [await fresh.registry.position()] };
    try {
      await fc.asyncModelRun(() => ({ model: oracle, real: subject }), sequence);
    } finally {
      await fresh.dispose();
    }
    commands += [...sequence].length;
    revisions += oracle.revisions.length;
  });
  await fc.assert(property, { numRuns: runs, seed });
  return { runs, commands, revisions };
}
