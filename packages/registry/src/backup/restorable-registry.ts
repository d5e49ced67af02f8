import { createHash } from 'node:crypto';
import type { Registry } from '../registry.ts';
import type { RegistryPosition } from '../revision.ts';

/** What a restore has to know before its first commit. */
export interface RestorePlan {
  /** The lineage of the backup, which the store goes on with. */
  readonly lineage: string;
  /** The id of the backup: an unfinished restore of the same one is gone on with. */
  readonly backup: string;
  /** A revision that is not below any that somebody saw. */
  readonly aboveRevision: number;
}

/** A registry that can be emptied and filled again, unseen until that is done. */
export interface RestorableRegistry extends Registry {
  /**
   * Empties the store, hides it from all but this object, whose commits fill it, and sets its revision 1,000,000 above every one seen.
   * Rejects with RegistryUnavailableError when it holds a registry of another lineage. Returns where the revisions begin.
   */
  beginRestore(plan: RestorePlan): Promise<{ readonly baseRevision: number }>;
  /** Shows the store again. Rejects with RegistryUnavailableError when somebody else has restored it meanwhile. */
  finishRestore(backup: string): Promise<RegistryPosition>;
}

/** The chain with which a restored registry begins anew: never one that any history had. SHA-256 in hex. */
export function newChain({ lineage, backup }: Pick<RestorePlan, 'lineage' | 'backup'>): string {
  return createHash('sha256').update(`nearhop restore ${lineage} ${backup} ${crypto.randomUUID()}`).digest('hex');
}
