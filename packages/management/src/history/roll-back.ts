import { isDeepStrictEqual } from 'node:util';
import { MAX_CHANGES_SHOWN, readMembers, rollbackCreateSchema, type RolledBack } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, type Expectation, type RecordWrite } from '@nearhop/registry';
import { commitChange, type MadeOutcome } from '../commit-change.ts';
import { earlierChange } from '../earlier-change.ts';
import { FieldReport } from '../field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { foretell } from '../traffic/foretell.ts';
import { nextTurn } from '../turn-taking.ts';
import { positionOf } from '../write-position.ts';
import { changedRecords, type ChangedRecord } from './changed-records.ts';
import { customerOf } from './describe-change.ts';
import { checkLargeLoss } from './large-loss.ts';
import { describeChanges } from './read-history.ts';
import { recountUnreviewed } from './recount-unreviewed.ts';
import { rollbackConflicts } from './rollback-conflicts.ts';
import { rollbackTarget } from './rollback-target.ts';

/**
 * Brings nodes, claims and admin states of one customer back to what they were at a revision, or of all customers with the origins. `input`
 * is a RollbackCreate; a reason is needed. People, tokens, keys and activations stay. What others hold by now fails it whole, with the list,
 * before anything is written. Up to 5,000 records are one commit; more are a row of them, what is given up first: one that broke off is
 * completed by asking again.
 */
export async function rollBack(context: ManagementContext, input: unknown, request: WriteRequest): Promise<RolledBack> {
  const { members, fields } = readMembers(rollbackCreateSchema, input);
  const report = new FieldReport();
  report.addInvalid(fields);
  if ((request.why ?? '').trim() === '') report.invalid('', 'a rollback needs a reason: write why');
  report.throwIfAny('Cannot roll back');
  const { customer } = members;
  const to = members.to ?? 0; // without a report it is there
  const earlier = await earlierChange(context, request);
  const now = await context.registry.position();
  if (to > now.revision)
    throw new ManagementError('invalid', `Cannot roll back to revision ${to}: the newest is ${now.revision}`);
  const plan = earlier === undefined ? await planRollback(context, to, now.revision, customer) : NOTHING;
  const changes = await describeChanges(context, plan.changed, customer);
  const answer = {
    to,
    ...(customer !== undefined && { customer }),
    total: changes.length,
    changes: changes.slice(0, MAX_CHANGES_SHOWN),
  };
  await checkLargeLoss(context, plan.lostBlocks, request);
  if (request.dryRun === true || plan.writes.length === 0) {
    const position = positionOf(earlier?.position ?? now);
    const foretold = await foretell(context, plan.writes, request);
    return {
      ...answer,
      position,
      dryRun: request.dryRun === true,
      repeated: earlier !== undefined,
      commits: 0,
      ...foretold,
    };
  }
  const { made, commits } = await commitPlan(context, plan, request);
  return { ...answer, position: positionOf(made.position), dryRun: false, repeated: made.repeated, commits };
}

interface RollbackPlan {
  /** As `describeChanges` takes them: from what is now to what will be. */
  readonly changed: readonly ChangedRecord[];
  readonly writes: readonly RecordWrite[];
  /** The revision that each written record has now. */
  readonly expectations: ReadonlyMap<string, Expectation>;
  readonly lostBlocks: number;
}

const NOTHING: RollbackPlan = { changed: [], writes: [], expectations: new Map(), lostBlocks: 0 };

async function planRollback(
  context: ManagementContext,
  to: number,
  newest: number,
  scope: string | undefined,
): Promise<RollbackPlan> {
  const at = instant(context);
  const changed: ChangedRecord[] = [];
  const writes: RecordWrite[] = [];
  const expectations = new Map<string, Expectation>();
  let lostBlocks = 0;
  for (const record of await changedRecords(context.registry, to, newest)) {
    if (scope !== undefined && customerOf(record) !== scope) continue;
    const target = rollbackTarget(record, at);
    if (target === undefined || isDeepStrictEqual(target.value, record.after)) continue;
    writes.push(target);
    changed.push({ ...record, before: record.after, after: target.value } as ChangedRecord);
    const revision = record.after === null ? 0 : record.revision;
    expectations.set(`${record.kind} ${record.id}`, { kind: record.kind, id: record.id, revision });
    if (record.kind === 'claim' && record.after?.state === 'valid' && !isValidClaim(target)) lostBlocks++;
  }
  const conflicts = await rollbackConflicts(context, writes, scope);
  if (conflicts.length > 0) {
    throw new ManagementError(
      'conflict',
      `Cannot roll back to revision ${to}: others hold ${conflicts.length} of what it needs by now: nothing was written`,
      { fields: conflicts },
    );
  }
  for (const write of await recounted(context, writes)) {
    writes.push(write.write);
    expectations.set(`customer ${write.write.id}`, { kind: 'customer', id: write.write.id, revision: write.revision });
  }
  return { changed, writes: inOrder(writes), expectations, lostBlocks };
}

/** The customers whose unreviewed space changes with these writes. */
async function recounted(context: ManagementContext, writes: readonly RecordWrite[]) {
  const owners = new Set<string>();
  for (const { kind, value } of writes) if (kind === 'claim' && value !== null) owners.add(value.customer);
  const changed: { readonly write: RecordWrite<'customer'>; readonly revision: number }[] = [];
  for (const id of owners) {
    const record = await context.registry.get('customer', id);
    if (record === undefined) continue;
    const value = await recountUnreviewed(context, record.value, writes);
    changed.push({ write: { kind: 'customer', id, value }, revision: record.revision });
  }
  return changed;
}

/** What gives something up before what needs it, and nodes before their claims. */
function inOrder(writes: readonly RecordWrite[]): readonly RecordWrite[] {
  const rank = (write: RecordWrite) => {
    if (write.kind === 'claim') return isValidClaim(write) ? 4 : 0;
    if (write.kind === 'node') return write.value?.deletedAt === undefined ? 2 : 1;
    return 3;
  };
  return writes.toSorted((x, y) => rank(x) - rank(y));
}

function isValidClaim({ kind, value }: RecordWrite): boolean {
  return kind === 'claim' && value?.state === 'valid';
}

async function commitPlan(
  context: ManagementContext,
  { writes, expectations }: RollbackPlan,
  request: WriteRequest,
): Promise<{ readonly made: MadeOutcome; readonly commits: number }> {
  let made: MadeOutcome | undefined;
  let commits = 0;
  for (let from = 0; made === undefined || from < writes.length; from += MAX_WRITES_PER_COMMIT) {
    if (commits > 0) await nextTurn();
    const batch = writes.slice(from, from + MAX_WRITES_PER_COMMIT);
    const isLast = from + MAX_WRITES_PER_COMMIT >= writes.length;
    const expected = batch.flatMap(({ kind, id }) => expectations.get(`${kind} ${id}`) ?? []);
    const idempotencyKey = isLast ? request.idempotencyKey : undefined;
    const outcome = await commitChange(context, { writes: batch, expectations: expected, idempotencyKey }, request);
    if (outcome.kind === 'overlap') {
      throw new ManagementError(
        'conflict',
        'Cannot roll back: somebody took space that it needs in this instant: look at a dry run, and try again',
      );
    }
    made = outcome;
    commits++;
  }
  return { made, commits };
}
