import { RECORD_KINDS, type RecordKind, type RecordWrite, type StoredRecord } from '../../records.ts';
import type { Change, Expectation } from '../../registry.ts';
import { inOrder, knownPrefix, meet } from './known-prefixes.ts';
import { conflictsAmong, type OracleConflict } from './oracle-conflicts.ts';

export type Verdict =
  | { readonly kind: 'committed'; readonly revision: number; readonly repeated: boolean }
  | { readonly kind: 'stale'; readonly found: readonly Expectation[] }
  | {
      readonly kind: 'taken';
      readonly key: string;
      readonly heldBy: { readonly kind: RecordKind; readonly id: string };
    }
  | { readonly kind: 'overlap'; readonly pairs: readonly OracleConflict[]; readonly written: ReadonlySet<string> };

type Records = Map<string, StoredRecord>;

/** The registry restated as plainly as can be, in memory: shares no code with any driver. */
export class RegistryOracle {
  records: Records = new Map();
  readonly revisions: Change[] = [];
  readonly #keys = new Map<string, number>();
  nextNumber = 0;

  commit(change: Change, expectations: readonly Expectation[]): Verdict {
    const repeated = this.#keys.get(change.idempotencyKey ?? '');
    if (repeated !== undefined) return { kind: 'committed', revision: repeated, repeated: true };
    const found = expectations.map((expected) => ({
      ...expected,
      revision: this.get(expected.kind, expected.id)?.revision ?? 0,
    }));
    const stale = found.filter(({ revision }, index) => revision !== expectations[index]?.revision);
    if (stale.length > 0) return { kind: 'stale', found: stale };

    const revision = this.revisions.length + 1;
    const after: Records = new Map(this.records);
    for (const write of change.writes) {
      if (write.value === null) after.delete(keyOf(write));
      else after.set(keyOf(write), { ...write, revision } as StoredRecord);
    }
    const written = new Set(change.writes.map(keyOf));
    const taken = firstTaken(
      change.writes,
      [...this.records.values()].filter((record) => !written.has(keyOf(record))),
    );
    if (taken !== undefined) return taken;
    const claims = [...after.values()].filter((record) => record.kind === 'claim');
    const pairs = conflictsAmong(
      claims.filter((claim) => written.has(keyOf(claim))),
      claims,
    );
    if (pairs.length > 0) return { kind: 'overlap', pairs, written: new Set(change.writes.map(({ id }) => id)) };

    this.records = after;
    this.revisions.push(change);
    if (change.idempotencyKey !== undefined) this.#keys.set(change.idempotencyKey, revision);
    for (const { kind, value } of change.writes)
      if (kind === 'node' && value !== null) this.nextNumber = Math.max(this.nextNumber, value.number + 1);
    return { kind: 'committed', revision, repeated: false };
  }

  get(kind: RecordKind, id: string): StoredRecord | undefined {
    return this.records.get(`${kind}|${id}`);
  }

  /** In the order in which the registry lists them. */
  list(kind: RecordKind, customer?: string): StoredRecord[] {
    const ofKind = [...this.records.values()].filter((record) => record.kind === kind);
    return ofKind
      .filter(({ value }) => customer === undefined || ('customer' in value && value.customer === customer))
      .toSorted(listed);
  }

  claimsMeeting(prefix: string): StoredRecord[] {
    const wanted = knownPrefix(prefix);
    return this.list('claim').filter(({ value }) => 'prefix' in value && meet(knownPrefix(value.prefix), wanted));
  }

  counts(): Record<string, number> {
    return Object.fromEntries(RECORD_KINDS.map((kind) => [kind, this.list(kind).length]));
  }

  /** Unique key → the record that holds it. */
  holders(): Map<string, { kind: RecordKind; id: string }> {
    return new Map(
      [...this.records.values()].flatMap((record) =>
        keysOf(record).map((key) => [key, { kind: record.kind, id: record.id }]),
      ),
    );
  }
}

function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}|${id}`;
}

function listed(x: StoredRecord, y: StoredRecord): number {
  if (x.kind === 'claim' && y.kind === 'claim') {
    const order = inOrder(knownPrefix(x.value.prefix), knownPrefix(y.value.prefix));
    if (order !== 0) return order;
  }
  return x.id < y.id ? -1 : 1;
}

function firstTaken(writes: readonly RecordWrite[], others: readonly StoredRecord[]): Verdict | undefined {
  const held = new Map(
    others.flatMap((record) => keysOf(record).map((key) => [key, { kind: record.kind, id: record.id }])),
  );
  for (const { kind, id, value } of writes) {
    for (const key of value === null ? [] : keysOf({ kind, id, value } as StoredRecord)) {
      const heldBy = held.get(key);
      if (heldBy !== undefined) return { kind: 'taken', key, heldBy };
      held.set(key, { kind, id });
    }
  }
  return undefined;
}

/** What unique-keys.ts says, said again. */
function keysOf(record: StoredRecord): string[] {
  if (record.kind !== 'node') return [];
  const { customer, name, servers } = record.value;
  const keys = [`node-name:${customer}/${name}`];
  if (servers.ipv4 !== undefined) keys.push(`server:${servers.ipv4.address}:${servers.ipv4.port}`);
  if (servers.ipv6 !== undefined) keys.push(`server:[${servers.ipv6.address}]:${servers.ipv6.port}`);
  return keys;
}
