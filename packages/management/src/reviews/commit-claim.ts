import { nodeIdSchema, type Claim, type ClaimOverlap, type ClaimWritten } from '@nearhop/contracts';
import type { CommitOutcome, Expectation, RecordWrite, RegistryPosition, StoredRecord } from '@nearhop/registry';
import { claimResource, NodeNames } from './claim-resource.ts';
import { attemptCommit, staleError } from '../commit-change.ts';
import { earlierChange } from '../earlier-change.ts';
import { findClaim } from './find-claim.ts';
import type { ManagementContext, WriteRequest } from '../management-context.ts';
import { otherChangeError } from '../same-change.ts';
import { positionOf } from '../write-position.ts';

type ClaimRecord = StoredRecord<'claim'>;

/** Other records that change with a claim. */
export interface Alongside {
  readonly writes: readonly RecordWrite[];
  readonly expectations: readonly Expectation[];
}

/** The claim that a request means, as it expects it. Throws ManagementError. */
export async function claimToChange(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<ClaimRecord> {
  const record = await findClaim(context, reference);
  const { expectedRevision } = request;
  if (expectedRevision !== undefined && expectedRevision !== record.revision) throw staleError([record]);
  return record;
}

/** The answer to a retry, when an earlier request with this key did to that claim what `isSame` tells. */
export async function repeatedChange(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
  isSame: (made: Claim | null) => boolean,
): Promise<ClaimWritten | undefined> {
  const made = await earlierChange(context, request);
  if (made === undefined) return undefined;
  const { position } = made;
  const write = made.writes.find((one) => one.kind === 'claim' && isReferredTo(reference, one.id));
  if (write?.kind !== 'claim' || !isSame(write.value)) throw otherChangeError(position.revision);
  const { id, value } = write;
  const record = value === null ? undefined : ({ kind: 'claim', id, revision: position.revision, value } as const);
  return claimWritten(context, record, { position, dryRun: false, repeated: true });
}

/** The name of a node that is gone tells nothing any more: the prefix does then. */
function isReferredTo(reference: string, id: string): boolean {
  const [prefix = '', node] = reference.split('@');
  const isId = node !== undefined && nodeIdSchema.safeParse(node).success;
  return isId ? id === reference : id.startsWith(`${prefix}@`);
}

/** Writes a claim, or takes it away, with its node, whose revision covers it. A node that others write at the same time is read again. */
export async function commitClaim(
  context: ManagementContext,
  { id, revision, value: before }: ClaimRecord,
  after: Claim | null,
  request: WriteRequest,
  alongside: Alongside = { writes: [], expectations: [] },
): Promise<Exclude<CommitOutcome, { kind: 'taken' }>> {
  const node = await context.registry.get('node', before.node);
  if (node === undefined) throw staleError([{ kind: 'node', id: before.node, revision: 0 }]);
  const planned = {
    writes: [
      { kind: 'node', id: node.id, value: node.value } as const,
      { kind: 'claim', id, value: after } as const,
      ...alongside.writes,
    ],
    expectations: [
      { kind: 'node', id: node.id, revision: node.revision } as const,
      { kind: 'claim', id, revision } as const,
      ...alongside.expectations,
    ],
    customer: before.customer,
    idempotencyKey: request.idempotencyKey,
  };
  return attemptCommit(context, planned, request);
}

const MOST_ATTEMPTS = 16;

/** As `commitClaim` for a claim that becomes no block, again until it is made. Throws ManagementError when the claim itself has changed. */
export async function commitPending(
  context: ManagementContext,
  record: ClaimRecord,
  after: Claim | null,
  request: WriteRequest,
): Promise<{ readonly position: RegistryPosition; readonly repeated: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await commitClaim(context, record, after, request);
    if (outcome.kind === 'committed') return outcome;
    const found = outcome.kind === 'stale' ? outcome.found : [];
    if (attempt === MOST_ATTEMPTS || found.some(({ kind }) => kind === 'claim')) throw staleError(found);
  }
}

/** Writes a claim that becomes no block, or shows it as it would be. */
export async function writePending(
  context: ManagementContext,
  record: ClaimRecord,
  after: Claim,
  request: WriteRequest,
): Promise<ClaimWritten> {
  if (request.dryRun === true) {
    const position = await context.registry.position();
    return claimWritten(context, { ...record, value: after }, { position, dryRun: true, repeated: false });
  }
  const made = await commitPending(context, record, after, request);
  return claimWritten(
    context,
    { ...record, value: after, revision: made.position.revision },
    { ...made, dryRun: false },
  );
}

interface Written {
  readonly position: RegistryPosition;
  readonly dryRun: boolean;
  readonly repeated: boolean;
  readonly taken?: readonly ClaimOverlap[];
}

export async function claimWritten(
  context: ManagementContext,
  record: ClaimRecord | undefined,
  { position, dryRun, repeated, taken = [] }: Written,
): Promise<ClaimWritten> {
  const { supportContact } = context;
  const asks = record?.value.state === 'attention-required' && supportContact !== undefined;
  return {
    position: positionOf(position),
    dryRun,
    repeated,
    ...(record === undefined ? {} : { claim: await claimResource(record, new NodeNames(context.registry)) }),
    taken: [...taken],
    ...(asks ? { supportContact } : {}),
  };
}
