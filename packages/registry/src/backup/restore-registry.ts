import type { Registry } from '../registry.ts';
import type { RegistryPosition } from '../revision.ts';
import { BackupError } from './backup-error.ts';
import { batchesOf, checkBackup, type OpenBackup } from './read-backup.ts';
import { isRestorable } from './restorable-registry.ts';

export interface RestoreOptions {
  /** Who restores: see `Change`. */
  readonly by: string;
  /** RFC 3339 instant. */
  readonly at: string;
  /** The highest revision that routers or people remember, where it may be above that of backup and store. */
  readonly aboveRevision?: number;
  readonly onProgress?: (records: number) => void;
}

/**
 * Makes a store hold what a backup holds: the backup's lineage, 1,000,000 revisions above every one seen. Until that is done nobody sees
 * the store; broken off, the same call goes on. Rejects with BackupError before the store is touched when the backup is not whole, and
 * as the registry does.
 */
export async function restoreRegistry(
  registry: Registry,
  open: OpenBackup,
  options: RestoreOptions,
): Promise<RegistryPosition> {
  if (!isRestorable(registry)) {
    throw new TypeError(
      'Cannot restore: this kind of store is restored by copying its file: stop what uses it and put the copy in its place',
    );
  }
  const { backup, position } = await checkBackup(open);
  const { lineage } = position;
  const aboveRevision = Math.max(position.revision, options.aboveRevision ?? 0);
  const { baseRevision } = await registry.beginRestore({ lineage, backup, aboveRevision });
  let restored = 0;
  let part = 0;
  for await (const writes of batchesOf(open, () => {})) {
    part++;
    const idempotencyKey = `restore-${baseRevision}-${part}`;
    const outcome = await registry.commit(
      { writes, by: options.by, why: 'restored from a backup', at: options.at, idempotencyKey },
      [],
    );
    if (outcome.kind !== 'committed')
      throw new BackupError(`Cannot restore: its records contradict each other (${outcome.kind})`);
    restored += writes.length;
    options.onProgress?.(restored);
  }
  return registry.finishRestore(backup);
}
