import { EMPTY_DIGEST, xorDigest } from '../record-hash.ts';
import { RECORD_KINDS, type RecordKind } from '../records.ts';
import { lineOf } from './claim-line.ts';
import type { CommitDraft } from './commit-draft.ts';
import type { Assumed } from './commit-plan.ts';
import { holdersKey, pendingLinesKey, recordsKey } from './keys.ts';
import type { Link } from './link.ts';
import { readPosition } from './position-hash.ts';

/** A change of more is mostly of new records, for which nothing has to be looked at. */
const MOST_WRITES = 100;
const HASH_IN_RECORD = /^\d+ ([0-9a-f]{16})/;
const HASH_IN_CLAIM = /^\S+ \S+ \S+ \d+ ([0-9a-f]{16})/;

type Line = string | null | undefined;

/**
 * Looks at what a small change replaces, so that its digest and chain are right at the first attempt: one round trip of plain reads, for a
 * run of the commit script that would only say where the store stands. Undefined when it is not worth it, or cannot be told: the script
 * tells then. What changes between this look and the script is told by the script too.
 */
export async function lookAhead(link: Link, draft: CommitDraft, lineage: string): Promise<Assumed | undefined> {
  if (!replaces(draft)) return undefined;
  try {
    const [before, ...kinds] = await Promise.all([
      readPosition(link),
      ...RECORD_KINDS.map(async (kind) => [kind, await hashesOf(link, draft, kind)] as const),
    ]);
    if (before.lineage !== lineage) return undefined; // another registry's: the script refuses
    const counts: Record<RecordKind, number> = { customer: 0, origin: 0, node: 0, claim: 0 };
    for (const [kind, hashes] of kinds) counts[kind] = hashes.length;
    const oldDigest = xorDigest(
      EMPTY_DIGEST,
      kinds.flatMap(([, hashes]) => hashes.map((hash) => BigInt(`0x${hash}`))),
    );
    return { before, revision: before.revision + 1, oldDigest, oldCounts: counts };
  } catch {
    return undefined;
  }
}

/** Whether it is small, and writes a record that may be there: one that is expected not to be needs no look. */
function replaces({ change, expectations }: CommitDraft): boolean {
  if (change.writes.length > MOST_WRITES) return false;
  const absent = new Set(expectations.filter(({ revision }) => revision === 0).map(({ kind, id }) => `${kind}|${id}`));
  return change.writes.some(({ write: { kind, id } }) => !absent.has(`${kind}|${id}`));
}

/** The hashes of the records of one kind that the change replaces or removes. */
async function hashesOf(link: Link, draft: CommitDraft, kind: RecordKind): Promise<string[]> {
  if (kind === 'claim') return hashesIn(await claimLines(link, draft), HASH_IN_CLAIM);
  const ids = draft.records.filter((entry) => entry.kind === kind && entry.write !== undefined).map(({ id }) => id);
  return hashesIn(await link.hashFields(recordsKey(kind), ids), HASH_IN_RECORD);
}

async function claimLines(link: Link, draft: CommitDraft): Promise<readonly Line[]> {
  const families = ([4, 6] as const).map(async (family) => {
    const written = draft.claims.filter(({ prefix, write }) => prefix.family === family && write !== undefined);
    const keys = written.map(({ key }) => key);
    const members = written.map(({ key, node }) => `${key}@${node}`);
    const [held, pending] = await Promise.all([
      link.hashFields(holdersKey(family), keys),
      link.hashFields(pendingLinesKey(family), members),
    ]);
    return written.map(({ node }, index) => lineOf(held[index], node) ?? pending[index]);
  });
  return (await Promise.all(families)).flat();
}

function hashesIn(lines: readonly Line[], pattern: RegExp): string[] {
  return lines.flatMap((line) => pattern.exec(line ?? '')?.[1] ?? []);
}
