import { RegistryUnavailableError } from '../errors.ts';
import type { RecordKind } from '../records.ts';
import type { ClaimConflict, CommitOutcome } from '../registry.ts';
import type { RegistryPosition } from '../revision.ts';
import { readClaimLine } from './claim-line.ts';
import type { CommitDraft } from './commit-draft.ts';
import type { Assumed, CommitPlan } from './commit-plan.ts';
import { positionOf, readCounts } from './position-hash.ts';
import { garbage } from './redis-failure.ts';

/** What the commit script answered. */
export type CommitReply =
  /** `replicas`: connected to the master. */
  | { readonly kind: 'committed'; readonly replicas: number }
  | { readonly kind: 'repeated'; readonly position: RegistryPosition }
  | { readonly kind: 'refused'; readonly outcome: CommitOutcome }
  /** The store was not as assumed: the same again, with this. */
  | { readonly kind: 'moved'; readonly assumed: Assumed }
  | { readonly kind: 'busy' }
  /** Fewer replicas are connected than must have each commit. */
  | { readonly kind: 'alone'; readonly replicas: number }
  /** All claims before one were looked at: the same again, from there. */
  | { readonly kind: 'more'; readonly from: number; readonly after: string; readonly found: FoundConflicts };

/** What stands in the way of the claims of a change, by their index in the draft. */
export interface FoundConflicts {
  readonly conflicts: ReadonlyMap<number, ClaimConflict>;
  /** Claims inside a standing block of their own customer. */
  readonly enclosed: ReadonlySet<number>;
}

export const NOTHING_FOUND: FoundConflicts = { conflicts: new Map(), enclosed: new Set() };

/** Throws RegistryUnavailableError when the registry is not there to be written to. */
export function readCommitReply(
  reply: unknown,
  draft: CommitDraft,
  plan: CommitPlan,
  before: FoundConflicts,
): CommitReply {
  const [kind, ...rest] = reply as [string, ...string[]];
  const { lineage } = plan.after;
  // A commit that expects what cannot be was only checked, and is stale whatever else stands in its way.
  if (draft.impossible.length > 0 && ['taken', 'overlap', 'clear'].includes(kind))
    return { kind: 'refused', outcome: stale(draft, []) };
  switch (kind) {
    case 'committed':
    case 'alone':
      return { kind, replicas: Number(rest[0]) };
    case 'busy':
      return { kind };
    case 'repeated':
      return { kind, position: readMade(rest[0] ?? '', lineage) };
    case 'stale':
      return { kind: 'refused', outcome: stale(draft, rest) };
    case 'taken':
      return { kind: 'refused', outcome: { kind: 'taken', key: rest[0] ?? '', heldBy: readHolder(rest[1] ?? '') } };
    case 'more':
      return { kind, from: Number(rest[0]), after: rest[1] ?? '', found: readFound(draft, rest.slice(2), before) };
    case 'overlap':
      return { kind: 'refused', outcome: overlap(draft, plan, readFound(draft, rest, before)) };
    case 'clear':
      return { kind: 'refused', outcome: overlap(draft, plan, before) };
    case 'moved': {
      const [revision, chain, digest, counts, next, oldDigest = '', oldCounts] = rest;
      const before = positionOf({ lineage, revision, chain, digest, counts });
      return { kind, assumed: { before, revision: Number(next), oldDigest, oldCounts: readCounts(oldCounts) } };
    }
    case 'broken':
      throw garbage(`key "${rest[0]}"`);
    case 'absent':
      throw new RegistryUnavailableError('Cannot commit: the registry is gone from this Redis: restore it');
    case 'foreign':
      throw new RegistryUnavailableError(
        `Cannot commit: another registry is in this Redis now, of lineage "${rest[0]}"`,
      );
    default:
      throw new RegistryUnavailableError('Cannot commit: the registry is being restored');
  }
}

/** What is remembered under an idempotency key: the position after its commit. */
export function madeText({ revision, chain, counts, digest }: RegistryPosition): string {
  const { customer, origin, node, claim } = counts;
  return [revision, chain, digest, customer, origin, node, claim].join(' ');
}

/** Reads `<kind> <id>`. */
export function readHolder(text: string): { readonly kind: RecordKind; readonly id: string } {
  const [, kind, id] = /^(customer|origin|node) (.+)$/s.exec(text) ?? [];
  if (kind === undefined || id === undefined) throw garbage('the holder of a unique key');
  return { kind: kind as RecordKind, id };
}

/** Reads `madeText` again. Throws RegistryUnavailableError for anything else. */
export function readMade(text: string, lineage: string): RegistryPosition {
  const [revision, chain, digest, ...counts] = text.split(' ');
  return positionOf({ lineage, revision, chain, digest, counts: counts.join(' ') });
}

function stale(draft: CommitDraft, pairs: readonly unknown[]): CommitOutcome {
  const actual = new Map<string, number>();
  for (let at = 0; at < pairs.length; at += 2) {
    const index = Number(pairs[at]);
    const claim = draft.claims[index - 1];
    const record = draft.records[-index - 1];
    const key = index > 0 ? `claim|${claim?.id}` : `${record?.kind}|${record?.id}`;
    actual.set(key, Number(pairs[at + 1]));
  }
  for (const { kind, id } of draft.impossible) actual.set(`${kind}|${id}`, 0);
  const found = draft.expectations.flatMap((expected) => {
    const revision = actual.get(`${expected.kind}|${expected.id}`) ?? expected.revision;
    return revision === expected.revision ? [] : [{ ...expected, revision }];
  });
  return { kind: 'stale', found };
}

function readFound(draft: CommitDraft, [count, ...parts]: readonly string[], before: FoundConflicts): FoundConflicts {
  const conflicts = new Map(before.conflicts);
  const end = Number(count) * 4;
  for (let at = 0; at < end; at += 4) {
    const index = Number(parts[at]) - 1;
    const cause = parts[at + 1] as ClaimConflict['cause'];
    const key = parts[at + 2] ?? '';
    conflicts.set(index, {
      claim: idOf(draft, index),
      cause,
      with: readClaimLine(key.startsWith('4') ? 4 : 6, key.slice(1), parts[at + 3] ?? ''),
    });
  }
  const enclosed = parts.slice(end).map((index) => Number(index) - 1);
  return { conflicts, enclosed: new Set([...before.enclosed, ...enclosed]) };
}

/** Conflicts with what stands, as the script found them, and those inside the change; in the order of the claims. */
function overlap(draft: CommitDraft, plan: CommitPlan, { conflicts, enclosed }: FoundConflicts): CommitOutcome {
  const found = new Map(conflicts);
  for (const [index, inner] of draft.inner) {
    if (found.has(index)) continue;
    // A block inside a standing one of its own customer is not at fault for what others want there: they meet that one too.
    const cause = inner['other-customer'] !== undefined && !enclosed.has(index) ? 'other-customer' : 'own-node';
    const other = inner[cause];
    if (other === undefined) continue;
    const record = { kind: 'claim', id: other.id, revision: plan.after.revision, value: other.claim } as const;
    found.set(index, { claim: idOf(draft, index), cause, with: record });
  }
  return { kind: 'overlap', conflicts: [...found].sort(([x], [y]) => x - y).map(([, conflict]) => conflict) };
}

function idOf(draft: CommitDraft, index: number): string {
  return draft.claims[index]?.id ?? '';
}
