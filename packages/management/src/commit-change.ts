import { nodeNameKey, type CommitOutcome, type Expectation, type RecordWrite } from '@nearhop/registry';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { checkSameChange } from './same-change.ts';

export type MadeOutcome = Extract<CommitOutcome, { kind: 'committed' }>;
export type OverlapOutcome = Extract<CommitOutcome, { kind: 'overlap' }>;
type TakenOutcome = Extract<CommitOutcome, { kind: 'taken' }>;

export interface PlannedCommit {
  readonly writes: readonly RecordWrite[];
  readonly expectations: readonly Expectation[];
  /** The customer on whose behalf it is: others' names are not told. */
  readonly customer?: string;
  /** Set apart from the request's key when a request takes several commits. */
  readonly idempotencyKey?: string | undefined;
}

/** Makes one commit. What stands in its way, but for overlaps, becomes a ManagementError. */
export async function commitChange(
  context: ManagementContext,
  planned: PlannedCommit,
  request: WriteRequest,
): Promise<MadeOutcome | OverlapOutcome> {
  const outcome = await attemptCommit(context, planned, request);
  if (outcome.kind === 'stale') throw staleError(outcome.found);
  return outcome;
}

/** As `commitChange`, for writers that know what to do about records that were changed since they were read. */
export async function attemptCommit(
  context: ManagementContext,
  planned: PlannedCommit,
  request: WriteRequest,
): Promise<Exclude<CommitOutcome, TakenOutcome>> {
  const { writes, expectations, idempotencyKey } = planned;
  const change = {
    writes,
    by: request.by,
    why: request.why ?? null,
    at: instant(context),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey: keyInRegistry(request.by, idempotencyKey) }),
  };
  const outcome = await context.registry.commit(change, expectations);
  if (outcome.kind === 'taken') throw await takenError(context, outcome, planned);
  if (outcome.kind === 'committed' && outcome.repeated) await checkSameChange(context, outcome, writes);
  return outcome;
}

/** One writer's key is none of another's. */
export function keyInRegistry(by: string, idempotencyKey: string): string {
  return JSON.stringify([by, idempotencyKey]);
}

/** As `commitChange`, for writes that hold no claims. */
export async function commitRecords(
  context: ManagementContext,
  planned: PlannedCommit,
  request: WriteRequest,
): Promise<MadeOutcome> {
  const outcome = await commitChange(context, planned, request);
  if (outcome.kind === 'committed') return outcome;
  throw new Error('Cannot commit: the registry told of overlapping claims where none were written');
}

export function staleError(found: readonly Pick<Expectation, 'kind' | 'id' | 'revision'>[]): ManagementError {
  const [first] = found;
  const what = first === undefined ? 'a record' : `${first.kind} "${first.id}"`;
  const now =
    first === undefined ? '' : first.revision === 0 ? ', it is gone' : `, it is at revision ${first.revision}`;
  return new ManagementError('stale', `Cannot write ${what}: it was changed since it was read${now}: read it again`);
}

async function takenError(
  context: ManagementContext,
  { key, heldBy }: TakenOutcome,
  planned: PlannedCommit,
): Promise<ManagementError> {
  const name = planned.writes.map(takenName(key)).find((found) => found !== undefined);
  if (name !== undefined) {
    const detail = nameTakenDetail(name);
    return new ManagementError('exists', `Cannot write node: ${detail}`, { fields: [{ pointer: '/name', detail }] });
  }
  const detail = await serverTakenDetail(context, heldBy.id, planned.customer);
  return new ManagementError('conflict', `Cannot write node: ${detail}`, { fields: [{ pointer: '/servers', detail }] });
}

/** The name that a write gives a node, when the key stands for it. */
function takenName(key: string) {
  return (write: RecordWrite): string | undefined => {
    if (write.kind !== 'node' || write.value === null) return undefined;
    const { customer, name } = write.value;
    return key === nodeNameKey(customer, name) ? name : undefined;
  };
}

export function nameTakenDetail(name: string): string {
  return `the customer has a node "${name}" already: write another name`;
}

/** Names the holder only when it is the customer's own. */
export async function serverTakenDetail(
  context: ManagementContext,
  holder: string,
  customer: string | undefined,
): Promise<string> {
  const record = await context.registry.get('node', holder);
  const own = record !== undefined && record.value.customer === customer;
  return own
    ? `this address and port serve your node "${record.value.name}": write another`
    : 'this address and port are already in use: write another';
}
