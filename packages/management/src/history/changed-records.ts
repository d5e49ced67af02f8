import type { RecordKind, RecordValues, RecordWrite, Registry } from '@nearhop/registry';
import { ManagementError } from '../management-error.ts';
import { nextTurn } from '../turn-taking.ts';

/** A record that was written between two revisions, as it was at each; null where it was not there. */
export type ChangedRecord = {
  [Kind in RecordKind]: {
    readonly kind: Kind;
    readonly id: string;
    readonly before: RecordValues[Kind] | null;
    readonly after: RecordValues[Kind] | null;
    /** The revision that last wrote it, up to the later of the two. */
    readonly revision: number;
  };
}[RecordKind];

// Revisions of an import hold 5,000 records each.
const READ_AT_ONCE = 16;

/**
 * The records that were written after `from` and up to `to`, in no order. It walks the history back from `to`, and below `from` until each
 * record's value there is found. Throws ManagementError when the history does not go back that far.
 */
export async function changedRecords(
  registry: Pick<Registry, 'history'>,
  from: number,
  to: number,
): Promise<readonly ChangedRecord[]> {
  const later = new Map<string, { readonly write: RecordWrite; readonly revision: number }>();
  const earlier = new Map<string, RecordWrite>();
  let before = to + 1;
  let begins = from === 0;
  while (before > 1) {
    const page = await registry.history({ before, limit: READ_AT_ONCE });
    for (const { position, previous, writes } of page) {
      const { revision } = position;
      before = revision;
      if (previous.revision === 0) begins = true;
      for (const write of writes) {
        const key = `${write.kind} ${write.id}`;
        if (revision > from) {
          if (!later.has(key)) later.set(key, { write, revision });
        } else if (later.has(key) && !earlier.has(key)) {
          earlier.set(key, write);
        }
      }
    }
    if (page.length < READ_AT_ONCE || (before <= from && earlier.size === later.size)) break;
    await nextTurn();
  }
  if (!begins && earlier.size < later.size && before > from) {
    throw new ManagementError('invalid', `Cannot read revision ${from}: the history begins after it`);
  }
  return [...later].map(
    ([key, { write, revision }]) =>
      ({
        kind: write.kind,
        id: write.id,
        before: earlier.get(key)?.value ?? null,
        after: write.value,
        revision,
      }) as ChangedRecord,
  );
}
