import type { Family, Prefix } from '@nearhop/ip';
import type { Claim } from '@nearhop/contracts';
import type { CheckedChange, CheckedWrite } from '../checked-change.ts';
import type { RecordKind } from '../records.ts';
import type { Expectation } from '../registry.ts';
import { splitClaimId } from '../sqlite/claim-row.ts';
import { innerConflicts, type Block, type InnerConflict } from './inner-conflicts.ts';
import { lastAddressHex, prefixKey } from './prefix-key.ts';

/** One claim that a commit writes, or only looks at because of an expectation (`write` is undefined). */
export interface ClaimEntry {
  readonly id: string;
  readonly prefix: Prefix;
  /** The prefix as the store spells it. */
  readonly key: string;
  readonly node: string;
  readonly write: CheckedWrite | undefined;
}

/** One other record that a commit writes, or only looks at. */
export interface RecordEntry {
  readonly kind: RecordKind;
  readonly id: string;
  readonly write: CheckedWrite | undefined;
}

/** A change as it is sent, whatever the store holds: entries in order, and what in it contradicts itself. */
export interface CommitDraft {
  readonly change: CheckedChange;
  readonly expectations: readonly Expectation[];
  /** By family, prefix and node. */
  readonly claims: readonly ClaimEntry[];
  readonly records: readonly RecordEntry[];
  /** Index of a claim (from 1) or of a record (negative), and the revision that it must have. */
  readonly expected: readonly (readonly [index: number, revision: string])[];
  /** `<customer>/<node>` of the claims that come, each once. */
  readonly pairs: readonly string[];
  /** Where the claims of each family end: the last address of any, in hex. */
  readonly ends: Readonly<Record<Family, string>>;
  /** Expected to be there under ids that no claim can have. */
  readonly impossible: readonly Expectation[];
  /** By index in `claims`. */
  readonly inner: ReadonlyMap<number, InnerConflict>;
}

export function draftCommit(change: CheckedChange, expectations: readonly Expectation[]): CommitDraft {
  const claims: ClaimEntry[] = [];
  const records: RecordEntry[] = [];
  const seen = new Set<string>();
  const add = (kind: RecordKind, id: string, write: CheckedWrite | undefined) => {
    if (seen.has(`${kind}|${id}`)) return;
    seen.add(`${kind}|${id}`);
    if (kind !== 'claim') {
      records.push({ kind, id, write });
      return;
    }
    const place = splitClaimId(id);
    if (place === undefined) return; // no claim ever had such an id, and a value would not have passed
    const { prefix, node } = place;
    claims.push({ id, prefix, key: prefixKey(prefix), node, write });
  };
  for (const write of change.writes) add(write.write.kind, write.write.id, write);
  for (const { kind, id } of expectations) add(kind, id, undefined);
  claims.sort(inOrder);
  const impossible = expectations.filter(
    ({ kind, id, revision }) => kind === 'claim' && revision !== 0 && splitClaimId(id) === undefined,
  );
  const expected = expectedOf(claims, records, expectations);
  return {
    change,
    expectations,
    claims,
    records,
    expected,
    pairs: pairsOf(change),
    ends: endsOf(claims),
    impossible,
    inner: innerConflicts(blocksOf(claims)),
  };
}

function expectedOf(
  claims: readonly ClaimEntry[],
  records: readonly RecordEntry[],
  expectations: readonly Expectation[],
): [number, string][] {
  if (expectations.length === 0) return [];
  const wanted = expectedRevisions(expectations);
  const of = (index: number, key: string): [number, string][] => {
    const revision = wanted.get(key);
    return revision === undefined ? [] : [[index, revision]];
  };
  return [
    ...claims.flatMap(({ id }, index) => of(index + 1, `claim|${id}`)),
    ...records.flatMap(({ kind, id }, index) => of(-index - 1, `${kind}|${id}`)),
  ];
}

function pairsOf({ writes }: CheckedChange): string[] {
  const pairs = writes.flatMap(({ write }) =>
    write.kind === 'claim' && write.value !== null ? [`${write.value.customer}/${write.value.node}`] : [],
  );
  return [...new Set(pairs)];
}

function endsOf(claims: readonly ClaimEntry[]): Record<Family, string> {
  const ends: Record<Family, string> = { 4: '', 6: '' };
  for (const { prefix } of claims) {
    const end = lastAddressHex(prefix);
    if (end > ends[prefix.family]) ends[prefix.family] = end;
  }
  return ends;
}

/** Two expectations of one record that differ can never both hold: "none" is what stands for that. */
function expectedRevisions(expectations: readonly Expectation[]): Map<string, string> {
  const expected = new Map<string, string>();
  for (const { kind, id, revision } of expectations) {
    const key = `${kind}|${id}`;
    const before = expected.get(key);
    expected.set(key, before === undefined || before === String(revision) ? String(revision) : 'none');
  }
  return expected;
}

function inOrder(x: ClaimEntry, y: ClaimEntry): number {
  if (x.prefix.family !== y.prefix.family) return x.prefix.family - y.prefix.family;
  if (x.key !== y.key) return x.key < y.key ? -1 : 1;
  return x.node < y.node ? -1 : 1;
}

function blocksOf(claims: readonly ClaimEntry[]): Block[] {
  return claims.flatMap(({ id, prefix, write }, index) => {
    const claim = write?.write.kind === 'claim' ? (write.write.value as Claim | null | undefined) : undefined;
    return claim?.state === 'valid' ? [{ index, id, prefix, claim }] : [];
  });
}
