import type { SecretWrite } from '@nearhop/registry';
import type { ManagementContext } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';

const MOST_ATTEMPTS = 8;

/** What an attempt makes of what it read: secrets to write, all or none, and what to answer when they are. */
export interface SecretPlan<Result> {
  readonly writes: readonly SecretWrite[];
  readonly result: Result;
}

/** Reads, plans and writes, again when another wrote in between. A plan without writes is answered as it is. */
export async function writeSecrets<Result>(
  { registry }: Pick<ManagementContext, 'registry'>,
  plan: () => Promise<SecretPlan<Result>>,
): Promise<Result> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { writes, result } = await plan();
    if (writes.length === 0) return result;
    const outcome = await registry.secrets.write(writes);
    if (outcome.kind === 'written') return result;
  }
  throw new ManagementError('conflict', 'Cannot write keys: others keep changing them: try again');
}
