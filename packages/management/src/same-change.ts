import { isDeepStrictEqual } from 'node:util';
import type { CommitOutcome, RecordWrite } from '@nearhop/registry';
import type { ManagementContext } from './management-context.ts';
import { madeRevision } from './made-revision.ts';
import { ManagementError } from './management-error.ts';

/**
 * A registry finds a commit by its idempotency key alone. A key that was used for another request is a mistake of the
 * caller: to answer it as a retry would acknowledge what nobody wrote. Throws ManagementError.
 */
export async function checkSameChange(
  { registry }: Pick<ManagementContext, 'registry'>,
  { position: { revision } }: Extract<CommitOutcome, { kind: 'committed' }>,
  writes: readonly RecordWrite[],
): Promise<void> {
  const made = await madeRevision(registry, revision);
  // History that was cut off tells nothing against a retry.
  if (made === undefined) return;
  if (writes.some((write) => made.writes.some((before) => isSameWrite(before, write)))) return;
  throw otherChangeError(revision);
}

export function otherChangeError(revision: number): ManagementError {
  return new ManagementError(
    'conflict',
    `Cannot write: this idempotency key made another change, revision ${revision}: use a new key for another request`,
  );
}

/** A node is the same by its id, which follows from the key; its record holds when it was made, which no retry repeats. */
function isSameWrite(before: RecordWrite, write: RecordWrite): boolean {
  if (before.kind !== write.kind || before.id !== write.id) return false;
  if ((before.value === null) !== (write.value === null)) return false;
  return write.kind === 'node' || isDeepStrictEqual(before.value, write.value);
}
