import { comparePrefixes } from '@nearhop/ip';
import type { CheckedChange, CheckedWrite } from '../checked-change.ts';
import { chainOf, xorDigest } from '../record-hash.ts';
import type { RecordKind } from '../records.ts';
import type { ClaimConflict, CommitOutcome, Expectation } from '../registry.ts';
import type { RegistryPosition, Revision } from '../revision.ts';
import { uniqueKeys } from '../unique-keys.ts';
import { findRepeated, rememberKey } from './idempotency.ts';
import { OverlapCheck } from './overlap-check.ts';
import { readPosition } from './position-row.ts';
import { findHolder, getRecord } from './record-reads.ts';
import { RecordWriter } from './record-writer.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { Decided } from './transaction.ts';

type Taken = Extract<CommitOutcome, { kind: 'taken' }>;

export interface CommitMoment {
  readonly nowMs: number;
  /** The backup of whose restore the commit is part. */
  readonly restoring: string | null;
}

/** One change, inside a transaction. What stands in its way is looked for in this order: repeated, stale, taken, overlap. */
export function commitChange(
  connection: SqliteConnection,
  change: CheckedChange,
  expectations: readonly Expectation[],
  { nowMs, restoring }: CommitMoment,
): Decided<CommitOutcome> {
  const before = readPosition(connection, restoring);
  const { idempotencyKey } = change;
  if (idempotencyKey !== undefined) {
    const position = findRepeated(connection, idempotencyKey, { nowMs, restoring });
    if (position !== undefined) return refused({ kind: 'committed', position, repeated: true });
  }
  const found = expectations.map((expected) => ({ ...expected, revision: revisionOfRecord(connection, expected) }));
  const stale = found.filter(({ revision }, index) => revision !== expectations[index]?.revision);
  if (stale.length > 0) return refused({ kind: 'stale', found: stale });

  const writer = new RecordWriter(connection, before.revision + 1, before.counts);
  for (const write of change.writes) writer.write(write);
  writer.finish();
  const taken = moveUniqueKeys(connection, change.writes);
  if (taken !== undefined) return refused(taken);
  const conflicts = findConflicts(connection, writer, before.revision + 1);
  if (conflicts.length > 0) return refused({ kind: 'overlap', conflicts });

  const position = writeRevision(connection, change, before, writer);
  if (idempotencyKey !== undefined) rememberKey(connection, idempotencyKey, position.revision, nowMs);
  return { keep: true, result: { kind: 'committed', position, repeated: false } };
}

function refused(result: CommitOutcome): Decided<CommitOutcome> {
  return { keep: false, result };
}

function revisionOfRecord(connection: SqliteConnection, { kind, id }: { kind: RecordKind; id: string }): number {
  return getRecord(connection, kind, id)?.revision ?? 0;
}

/** All keys go before any comes, so that two records may exchange theirs in one change. */
function moveUniqueKeys(connection: SqliteConnection, writes: readonly CheckedWrite[]): Taken | undefined {
  const others = writes.filter(({ write }) => write.kind !== 'claim');
  const drop = connection.statement('DELETE FROM unique_keys WHERE kind = ? AND id = ?');
  for (const { write } of others) drop.run(write.kind, write.id);
  const put = connection.statement('INSERT INTO unique_keys VALUES (?, ?, ?)');
  for (const { write } of others) {
    for (const key of uniqueKeys(write)) {
      const heldBy = findHolder(connection, key);
      if (heldBy !== undefined) return { kind: 'taken', key, heldBy };
      put.run(key, write.kind, write.id);
    }
  }
  return undefined;
}

function findConflicts(connection: SqliteConnection, { blocks }: RecordWriter, revision: number): ClaimConflict[] {
  blocks.sort((x, y) => comparePrefixes(x.prefix, y.prefix));
  const check = new OverlapCheck(connection, revision);
  return blocks.map((block) => check.conflictOf(block)).filter((conflict) => conflict !== undefined);
}

function writeRevision(
  connection: SqliteConnection,
  change: CheckedChange,
  before: RegistryPosition,
  { counts, hashes }: RecordWriter,
): RegistryPosition {
  const { by, why, at, writesText } = change;
  const revision = before.revision + 1;
  const digest = xorDigest(before.digest, hashes);
  const content: Pick<Revision, 'by' | 'why' | 'at' | 'writes'> = {
    by,
    why,
    at,
    writes: change.writes.map(({ write }) => write),
  };
  const chain = chainOf(before.chain, { ...content, position: { revision, counts, digest } }, writesText);
  const numbers = [counts.customer, counts.origin, counts.node, counts.claim] as const;
  connection
    .statement('INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(revision, before.revision, before.chain, chain, ...numbers, digest, by, why, at, writesText);
  connection
    .statement(
      'UPDATE position SET revision = ?, chain = ?, customers = ?, origins = ?, nodes = ?, claims = ?, digest = ?',
    )
    .run(revision, chain, ...numbers, digest);
  return { lineage: before.lineage, revision, chain, counts, digest };
}
