import { chainOf } from '../record-hash.ts';
import { RECORD_KINDS } from '../records.ts';
import type { RegistryPosition, Revision } from '../revision.ts';

/** Was this revision made on top of that position, as it says itself? */
export function linksTo(position: RegistryPosition, { previous }: Pick<Revision, 'previous'>): boolean {
  return previous.revision === position.revision && previous.chain === position.chain;
}

/**
 * Why a revision cannot be the next after a position, or undefined when it can: it links, its chain is that of its content
 * (which covers counts and digest), and its counts can come from its writes. Its digest cannot be recomputed without the
 * records before it; a revision without writes keeps it.
 */
export function brokenLink(position: RegistryPosition, revision: Revision): string | undefined {
  const next = revision.position;
  const fail = (what: string) => `Cannot apply revision ${next.revision}: ${what}`;
  if (!linksTo(position, revision)) {
    const { previous } = revision;
    return fail(`it follows ${previous.revision} ${previous.chain}, not ${position.revision} ${position.chain}`);
  }
  if (next.lineage !== position.lineage) return fail(`its lineage is ${next.lineage}, not ${position.lineage}`);
  if (next.revision <= position.revision) return fail(`revisions only grow: it follows ${position.revision}`);
  if (chainOf(position.chain, revision) !== next.chain) return fail('its chain is not that of its content');
  for (const kind of RECORD_KINDS) {
    const writes = revision.writes.filter((write) => write.kind === kind);
    const deletes = writes.filter((write) => write.value === null).length;
    const growth = next.counts[kind] - position.counts[kind];
    if (growth < -deletes || growth > writes.length - deletes) {
      return fail(
        `it counts ${next.counts[kind]} ${kind} records after ${position.counts[kind]}, with ${writes.length} written`,
      );
    }
  }
  if (revision.writes.length === 0 && next.digest !== position.digest)
    return fail('its digest changed without a write');
  return undefined;
}
