import { describe } from 'bun:test';
import { claimStateContract } from './claim-state-contract.ts';
import { commitContract } from './commit-contract.ts';
import { concurrencyContract } from './concurrency-contract.ts';
import { deletedNodeContract } from './deleted-node-contract.ts';
import { durabilityContract } from './durability-contract.ts';
import { followContract } from './follow-contract.ts';
import type { OpenFresh } from './fresh-registry.ts';
import { healthContract } from './health-contract.ts';
import { modelContract } from './model-contract.ts';
import { overlapContract } from './overlap-contract.ts';
import { readContract } from './read-contract.ts';
import { secretsContract } from './secrets-contract.ts';
import { secretsProcessContract } from './secrets-process-contract.ts';

/** What every driver of the registry must do, as tests for `bun test`. */
export function registryContract(name: string, openFresh: OpenFresh): void {
  describe(name, () => {
    commitContract(openFresh);
    overlapContract(openFresh);
    claimStateContract(openFresh);
    deletedNodeContract(openFresh);
    concurrencyContract(openFresh);
    readContract(openFresh);
    followContract(openFresh);
    healthContract(openFresh);
    secretsContract(openFresh);
    secretsProcessContract(openFresh);
    durabilityContract(openFresh);
    modelContract(openFresh);
  });
}
