import type { FollowedRegistry } from './followed-registry.ts';
import type { RegistryPosition } from '../revision.ts';

/** Does a store at `offered` have `ours` in its history, so that what it holds is what ours became? */
export async function leadsOnFrom(
  ours: RegistryPosition,
  registry: FollowedRegistry,
  offered: RegistryPosition,
): Promise<'linked' | 'unlinked'> {
  // All histories of a lineage begin with its empty registry.
  if (ours.revision === 0) return 'linked';
  if (ours.revision === offered.revision) return ours.chain === offered.chain ? 'linked' : 'unlinked';
  const [there] = await registry.history({ before: ours.revision + 1, limit: 1 });
  const isThere = there?.position.revision === ours.revision && there.position.chain === ours.chain;
  return isThere ? 'linked' : 'unlinked';
}
