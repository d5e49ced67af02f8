import type { RecordKind, RecordWrite, StoredRecord } from '../records.ts';
import type { RegistryPosition } from '../revision.ts';
import { CHANGES } from './keys.ts';
import type { Link } from './link.ts';
import { readRevision, type StreamEntry } from './revision-entry.ts';

/** What became of every record that was written after one position and up to another. */
export class ChangedSince {
  readonly #writes = new Map<string, { readonly write: RecordWrite; readonly revision: number }>();

  get isEmpty(): boolean {
    return this.#writes.size === 0;
  }

  has(kind: RecordKind, id: string): boolean {
    return this.#writes.has(`${kind}|${id}`);
  }

  /** Those of a kind that are there now. */
  records(kind: RecordKind): StoredRecord[] {
    return [...this.#writes.values()].flatMap(({ write, revision }) => {
      return write.kind === kind && write.value !== null ? [{ ...write, revision } as StoredRecord] : [];
    });
  }

  put(write: RecordWrite, revision: number): void {
    this.#writes.set(`${write.kind}|${write.id}`, { write, revision });
  }
}

/** Revisions may hold a megabyte each. */
const REVISIONS_PER_READ = 8;

/** Undefined when the stream does not lead from the one position to the other. */
export async function readChangedSince(
  link: Link,
  from: RegistryPosition,
  to: RegistryPosition,
): Promise<ChangedSince | undefined> {
  const changed = new ChangedSince();
  let at = from;
  while (at.chain !== to.chain) {
    const entries = (await link.call(
      'XRANGE',
      CHANGES,
      `(${at.revision}-0`,
      `${to.revision}-0`,
      'COUNT',
      REVISIONS_PER_READ,
    )) as StreamEntry[];
    if (entries.length === 0) return undefined;
    for (const entry of entries) {
      const { previous, position, writes } = readRevision(entry);
      if (previous.chain !== at.chain || position.lineage !== at.lineage) return undefined;
      for (const write of writes) changed.put(write, position.revision);
      at = position;
    }
  }
  return changed;
}
