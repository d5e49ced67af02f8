import type { RecordKind, Revision, StoredRecord } from '@nearhop/registry';
import { keyInRegistry } from './commit-change.ts';
import { madeRevision } from './made-revision.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { otherChangeError } from './same-change.ts';

/** A record that is never there: it is expected to be, so that the commit below cannot be made. */
const NOTHING = { kind: 'origin', id: 'nothing.invalid' } as const;
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * The commit that an earlier request with this idempotency key made, as long as history goes back to it. A registry tells of a key only in
 * answer to a commit, and before it looks at anything else: so it is asked with one that always comes too late.
 */
export async function earlierChange(context: ManagementContext, request: WriteRequest): Promise<Revision | undefined> {
  const { by, idempotencyKey, dryRun } = request;
  if (idempotencyKey === undefined || dryRun === true) return undefined;
  const question = {
    writes: [{ ...NOTHING, value: null }],
    by,
    why: null,
    at: instant(context),
    idempotencyKey: keyInRegistry(by, idempotencyKey),
  };
  const outcome = await context.registry.commit(question, [{ ...NOTHING, revision: NEVER }]);
  return outcome.kind === 'committed' ? madeRevision(context.registry, outcome.position.revision) : undefined;
}

export interface EarlierRemoval<K extends RecordKind> {
  /** The record as it was. */
  readonly record: StoredRecord<K>;
  /** The commit that took it away. */
  readonly made: Revision;
}

/**
 * The record that an earlier request with this key took away. What it was stands in the revision that the request expects: a request
 * that expects none is not answered as a retry. Throws ManagementError when the key made something else.
 */
export async function earlierRemoval<K extends 'node' | 'origin'>(
  context: ManagementContext,
  kind: K,
  request: WriteRequest,
): Promise<EarlierRemoval<K> | undefined> {
  const made = await earlierChange(context, request);
  if (made === undefined) return undefined;
  const gone = made.writes.find((write) => write.kind === kind && write.value === null);
  if (gone === undefined) throw otherChangeError(made.position.revision);
  const { expectedRevision } = request;
  if (expectedRevision === undefined) return undefined;
  const before = await madeRevision(context.registry, expectedRevision);
  const write = before?.writes.find(({ kind: other, id }) => other === kind && id === gone.id);
  if (write === undefined || write.value === null) return undefined;
  return { record: { ...write, revision: expectedRevision } as StoredRecord<K>, made };
}
