import { createHash } from 'node:crypto';
import type { RecordWrite, Registry, Revision } from '@nearhop/registry';

export interface RecomputedHistory {
  /** From the first on. */
  readonly revisions: readonly Revision[];
  /** What is not as the registry's README says; empty when the chain is whole. */
  readonly faults: readonly string[];
}

/**
 * Walks all of a registry's history and works out chain, digest and counts of every revision anew, by the words of the registry's README
 * and with none of its code.
 */
export async function recomputeHistory(registry: Pick<Registry, 'history' | 'position'>): Promise<RecomputedHistory> {
  const position = await registry.position();
  const revisions = await wholeHistory(registry, position.revision);
  const faults: string[] = [];
  const standing = new Map<string, bigint>();
  const counts: Record<string, number> = { customer: 0, node: 0, claim: 0, origin: 0 };
  let digest = 0n;
  let last = { revision: 0, chain: sha256(`nearhop registry ${position.lineage}`) };
  for (const { previous, position: made, by, why, at, writes } of revisions) {
    const { revision } = made;
    if (previous.revision !== last.revision || previous.chain !== last.chain)
      faults.push(`revision ${revision} links to ${previous.revision} ${previous.chain}, not to ${last.revision}`);
    if (revision <= last.revision) faults.push(`revision ${revision} comes after ${last.revision}`);
    for (const write of writes) {
      const key = `${write.kind}|${write.id}`;
      const before = standing.get(key);
      digest ^= before ?? 0n;
      counts[write.kind] = (counts[write.kind] ?? 0) + Number(write.value !== null) - Number(before !== undefined);
      standing.delete(key);
      if (write.value === null) continue;
      const hash = Bun.hash.xxHash64(`${key}|${revision}|${canonical(write.value)}`);
      digest ^= hash;
      standing.set(key, hash);
    }
    const digestText = digest.toString(16).padStart(16, '0');
    const content = canonical({ at, by, counts, digest: digestText, revision, why, writes: writes.map(asWritten) });
    const chain = sha256(`${last.chain}\n${content}`);
    if (digestText !== made.digest) faults.push(`revision ${revision}: digest ${made.digest} is not ${digestText}`);
    if (canonical(counts) !== canonical(made.counts)) faults.push(`revision ${revision}: its counts are not right`);
    if (chain !== made.chain) faults.push(`revision ${revision}: chain ${made.chain} is not ${chain}`);
    last = { revision, chain: made.chain };
  }
  if (position.chain !== last.chain)
    faults.push(`the store stands at ${position.revision}, its history at ${last.revision}`);
  if (position.digest !== digest.toString(16).padStart(16, '0')) faults.push("the store's digest is not its records'");
  return { revisions, faults };
}

async function wholeHistory(registry: Pick<Registry, 'history'>, newest: number): Promise<readonly Revision[]> {
  const revisions: Revision[] = [];
  let before = newest + 1;
  for (;;) {
    const page = await registry.history({ before, limit: 500 });
    revisions.push(...page);
    const oldest = page.at(-1);
    if (oldest === undefined) return revisions.toReversed();
    before = oldest.position.revision;
  }
}

function asWritten({ id, kind, value }: RecordWrite) {
  return { id, kind, value };
}

/** JSON with its keys ascending at every depth, no white space, undefined members left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([x], [y]) => (x < y ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
