import { describe } from 'bun:test';
import { commitContract } from './commit-contract.ts';
import { durabilityContract } from './durability-contract.ts';
import { followContract } from './follow-contract.ts';
import type { OpenFresh } from './fresh-registry.ts';
import { healthContract } from './health-contract.ts';
import { modelContract } from './model-contract.ts';
import { overlapContract } from './overlap-contract.ts';
import { readContract } from './read-contract.ts';

/** What every driver of the registry must do, as tests for `bun test`. */
export function registryContract(name: string, openFresh: OpenFresh): void {
  describe(name, () => {
    commitContract(openFresh);
    overlapContract(openFresh);
    readContract(openFresh);
    followContract(openFresh);
    healthContract(openFresh);
    durabilityContract(openFresh);
    modelContract(openFresh);
  });
}
