import type { Family } from '@nearhop/ip';
import { EMPTY_DIGEST, xorDigest } from '../record-hash.ts';
import { RECORD_KINDS, type RecordKind } from '../records.ts';
import type { RegistryPosition } from '../revision.ts';
import { lineOf } from './claim-line.ts';
import type { CommitDraft } from './commit-draft.ts';
import type { Assumed } from './commit-plan.ts';
import { holdersKey, pendingLinesKey, recordsKey } from './keys.ts';
import type { Link } from './link.ts';
import { readPosition } from './position-hash.ts';

/** A change of more is mostly of new records, for which nothing has to be looked at. */
const MOST_WRITES = 100;
/** The revision and hash in a line. */
const IN_RECORD = /^(\d+) ([0-9a-f]{16})/;
const IN_CLAIM = /^\S+ \S+ \S+ (\d+) ([0-9a-f]{16})/;

type Line = string | null | undefined;

/** What the store holds of one record that a change writes; undefined for nothing. */
interface Looked {
  readonly id: string;
  readonly found: { readonly revision: number; readonly hash: string } | undefined;
}

export interface LookedAhead extends Assumed {
  /** A record that the change writes is not as it expects: the script will most likely refuse it. */
  readonly isStale: boolean;
}

/**
 * Looks at what small changes replace, so that the digest and chain of each are right at the first attempt: one round trip of plain reads
 * for all, for runs of the commit script that would only say where the store stands. Undefined for one when it is not worth it, or cannot
 * be told: the script tells then. What changes between this look and the script is told by the script too.
 */
export function lookAhead(
  link: Link,
  drafts: readonly CommitDraft[],
  lineage: string,
): Promise<(LookedAhead | undefined)[]> {
  const position = drafts.some(replaces) ? readPosition(link) : undefined;
  return Promise.all(drafts.map((draft) => assumedOf(link, draft, { position, lineage })));
}

interface LookAt {
  readonly position: Promise<RegistryPosition> | undefined;
  readonly lineage: string;
}

async function assumedOf(
  link: Link,
  draft: CommitDraft,
  { position, lineage }: LookAt,
): Promise<LookedAhead | undefined> {
  if (position === undefined || !replaces(draft)) return undefined;
  try {
    const [before, ...kinds] = await Promise.all([
      position,
      ...RECORD_KINDS.map(async (kind) => [kind, await writtenOf(link, draft, kind)] as const),
    ]);
    if (before.lineage !== lineage) return undefined; // another registry's: the script refuses
    const counts: Record<RecordKind, number> = { customer: 0, origin: 0, node: 0, claim: 0 };
    const hashes: bigint[] = [];
    const revisions = new Map<string, number>();
    for (const [kind, looked] of kinds) {
      for (const { id, found } of looked) {
        revisions.set(`${kind}|${id}`, found?.revision ?? 0);
        if (found === undefined) continue;
        hashes.push(BigInt(`0x${found.hash}`));
        counts[kind]++;
      }
    }
    const isStale = draft.expectations.some(
      ({ kind, id, revision }) => (revisions.get(`${kind}|${id}`) ?? revision) !== revision,
    );
    const oldDigest = xorDigest(EMPTY_DIGEST, hashes);
    return { before, revision: before.revision + 1, oldDigest, oldCounts: counts, isStale };
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

/** The records of one kind that the change writes. */
async function writtenOf(link: Link, draft: CommitDraft, kind: RecordKind): Promise<Looked[]> {
  if (kind === 'claim')
    return (await Promise.all(([4, 6] as const).map((family) => claimsOf(link, draft, family)))).flat();
  const ids = draft.records.filter((entry) => entry.kind === kind && entry.write !== undefined).map(({ id }) => id);
  const lines = await link.hashFields(recordsKey(kind), ids);
  return ids.map((id, index) => looked(id, lines[index], IN_RECORD));
}

async function claimsOf(link: Link, draft: CommitDraft, family: Family): Promise<Looked[]> {
  const written = draft.claims.filter(({ prefix, write }) => prefix.family === family && write !== undefined);
  const keys = written.map(({ key }) => key);
  const members = written.map(({ key, node }) => `${key}@${node}`);
  const [held, pending] = await Promise.all([
    link.hashFields(holdersKey(family), keys),
    link.hashFields(pendingLinesKey(family), members),
  ]);
  return written.map(({ id, node }, index) => looked(id, lineOf(held[index], node) ?? pending[index], IN_CLAIM));
}

function looked(id: string, line: Line, pattern: RegExp): Looked {
  const [, revision, hash] = pattern.exec(line ?? '') ?? [];
  return { id, found: hash === undefined ? undefined : { revision: Number(revision), hash } };
}
