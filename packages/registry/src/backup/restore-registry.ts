import type { RecordWrite } from '../records.ts';
import type { RegistryPosition } from '../revision.ts';
import { BackupError } from './backup-error.ts';
import type { BackupHead } from './backup-format.ts';
import { batchesOf, checkBackup, type OpenBackup } from './read-backup.ts';
import type { RestorableRegistry } from './restorable-registry.ts';

export interface RestoreOptions {
  /** Who restores, and why: see `Change`. */
  readonly by: string;
  readonly why: string;
  /** RFC 3339 instant. */
  readonly at: string;
  /** The highest revision that routers or people remember, where it may be above that of backup and store. */
  readonly aboveRevision?: number;
  /** How many records are restored: 0 once the store was emptied, and after each commit. */
  readonly onProgress?: (records: number) => void;
}

/** Records to make a store of, all of which a commit would take. */
export interface RestoreSource {
  /** 32 hex digits. A restore that was broken off goes on with the source of the same id, so that one must give the same batches. */
  readonly id: string;
  readonly lineage: string;
  /** Of the registry whose records these are. */
  readonly revision: number;
  /** In batches that one commit takes, kinds in the order of RECORD_KINDS. */
  batches(): AsyncIterable<readonly RecordWrite[]>;
}

/**
 * Makes a store hold what a backup holds: the backup's lineage, 1,000,000 revisions above every one seen. Until that is done nobody sees
 * the store; broken off, the same call goes on. Rejects with BackupError before the store is touched when the backup is not whole, and
 * as the registry does.
 */
export async function restoreRegistry(
  registry: RestorableRegistry,
  open: OpenBackup,
  options: RestoreOptions,
): Promise<RegistryPosition> {
  return restoreRecords(registry, sourceOf(await checkBackup(open), open), options);
}

/** A backup, which `checkBackup` found whole, as a source. */
export function sourceOf({ backup, position }: BackupHead, open: OpenBackup): RestoreSource {
  const { lineage, revision } = position;
  return { id: backup, lineage, revision, batches: () => batchesOf(open, () => {}) };
}

/** As `restoreRegistry`, from records that were checked already. */
export async function restoreRecords(
  registry: RestorableRegistry,
  source: RestoreSource,
  { by, why, at, aboveRevision = 0, onProgress }: RestoreOptions,
): Promise<RegistryPosition> {
  const { id, lineage, revision } = source;
  const plan = { lineage, backup: id, aboveRevision: Math.max(revision, aboveRevision) };
  const { baseRevision } = await registry.beginRestore(plan);
  onProgress?.(0);
  let restored = 0;
  let part = 0;
  for await (const writes of source.batches()) {
    part++;
    const outcome = await registry.commit(
      { writes, by, why, at, idempotencyKey: `restore-${baseRevision}-${part}` },
      [],
    );
    if (outcome.kind !== 'committed')
      throw new BackupError(`Cannot restore: its records contradict each other (${outcome.kind})`);
    restored += writes.length;
    onProgress?.(restored);
  }
  return registry.finishRestore(id);
}
