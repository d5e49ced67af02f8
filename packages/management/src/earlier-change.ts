import type { RecordKind, Revision, StoredRecord } from '@nearhop/registry';
import { keyInRegistry } from './commit-change.ts';
import { madeRevision } from './made-revision.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { otherChangeError } from './same-change.ts';

/** The commit that an earlier request with this idempotency key made, as long as history goes back to it. */
export async function earlierChange(context: ManagementContext, request: WriteRequest): Promise<Revision | undefined> {
  const { by, idempotencyKey, dryRun } = request;
  if (idempotencyKey === undefined || dryRun === true) return undefined;
  const position = await context.registry.commitOf(keyInRegistry(by, idempotencyKey));
  return position && madeRevision(context.registry, position.revision);
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
export async function earlierRemoval<K extends 'origin'>(
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
