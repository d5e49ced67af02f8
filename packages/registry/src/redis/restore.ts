import { RegistryUnavailableError } from '../errors.ts';
import { EMPTY_DIGEST } from '../record-hash.ts';
import { newChain, type RestorePlan } from '../backup/restorable-registry.ts';
import type { RegistryPosition } from '../revision.ts';
import type { Committer } from './committer.ts';
import { POSITION, REGISTRY_KEYS } from './keys.ts';
import type { Link } from './link.ts';
import { readPosition } from './position-hash.ts';
import { SCRIPTS } from './scripts.ts';

/** Empties the registry, keeps everybody else out of it, and returns the revision from which it counts on. */
export async function beginRestore(link: Link, committer: Committer, plan: RestorePlan): Promise<number> {
  const { lineage, backup, aboveRevision } = plan;
  const [kind, answer] = (await SCRIPTS.beginRestore.run(link, REGISTRY_KEYS, [
    lineage,
    backup,
    aboveRevision,
    EMPTY_DIGEST,
    newChain(plan),
  ])) as string[];
  if (kind === 'foreign') {
    throw new RegistryUnavailableError(
      `Cannot restore: the store holds another registry, of lineage "${answer}": flush it first, or restore elsewhere`,
    );
  }
  await committer.acknowledged(link);
  return Number(answer);
}

export async function finishRestore(link: Link, committer: Committer, backup: string): Promise<RegistryPosition> {
  const finished = await SCRIPTS.finishRestore.run(link, [POSITION], [backup]);
  if (finished === 0) throw new RegistryUnavailableError('Cannot restore: somebody else restored the store meanwhile');
  await committer.acknowledged(link);
  return readPosition(link);
}
