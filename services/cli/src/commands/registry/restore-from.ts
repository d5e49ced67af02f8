import {
  BackupError,
  checkBackup,
  isRestorable,
  restoreRegistry,
  type OpenBackup,
  type Registry,
  type RegistryPosition,
} from '@nearhop/registry';
import { administrator } from '../../backend/administrator.ts';
import { CommandFailure } from '../../command-failure.ts';
import { count } from '../../output/count.ts';
import type { Terminal } from '../../terminal.ts';
import { fileFailure } from './file-failure.ts';
import { recordsIn } from './position-text.ts';
import { recordProgress } from './record-progress.ts';
import { withCommit } from './with-commit.ts';

/** A backup in a file, read to its end and found whole. */
export interface CheckedBackup {
  readonly path: string;
  readonly open: OpenBackup;
  /** Of the registry that it was made of. */
  readonly position: RegistryPosition;
}

export interface RestoreRequest {
  readonly why: string;
  readonly aboveRevision: number | undefined;
}

export async function checkedBackup(terminal: Terminal, path: string): Promise<CheckedBackup> {
  const open: OpenBackup = () => Bun.file(path).stream();
  try {
    const { position, at } = await checkBackup(open);
    const records = count(recordsIn(position.counts), 'record');
    terminal.complain(`"${path}" is whole: revision ${position.revision} of ${at}, ${records}`);
    return { path, open, position };
  } catch (error) {
    throw backupFailure(path, error);
  }
}

/** Fills the store, with progress on stderr. */
export async function restoreFrom(
  terminal: Terminal,
  registry: Registry,
  { path, open, position }: CheckedBackup,
  { why, aboveRevision }: RestoreRequest,
): Promise<RegistryPosition> {
  if (!isRestorable(registry)) throw notRestorable();
  const progress = await recordProgress(terminal, 'Restoring', recordsIn(position.counts));
  let begun = false;
  try {
    const filled = withCommit(registry, (change, expectations) => {
      begun = true;
      return registry.commit({ ...change, why }, expectations);
    });
    return await restoreRegistry(filled, open, {
      by: administrator(),
      at: new Date().toISOString(),
      ...(aboveRevision !== undefined && { aboveRevision }),
      onProgress: (records) => progress.update(records),
    });
  } catch (error) {
    throw begun ? brokenOff(error) : backupFailure(path, error);
  } finally {
    progress.stop();
  }
}

/** The answer where a backup cannot be put back by commits. */
export function notRestorable(): CommandFailure {
  return new CommandFailure('refused', 'Cannot restore the registry: a store in SQLite is restored by its file', [
    'stop control and everything else that writes to it',
    'put a copy of the database file in its place by rename, and remove the old -wal and -shm beside it',
    'start what was stopped; what nearhop registry backup writes can be restored into Redis alone',
  ]);
}

function backupFailure(path: string, error: unknown): unknown {
  return error instanceof BackupError
    ? new CommandFailure('refused', `${error.message}: "${path}"`)
    : fileFailure('read', path, error);
}

function brokenOff(error: unknown): CommandFailure {
  const message = `Restore broken off: ${error instanceof Error ? error.message : String(error)}`;
  const hidden = 'nobody sees the store until a restore is done';
  return error instanceof BackupError
    ? new CommandFailure('refused', message, [`${hidden}: restore an older backup`])
    : new CommandFailure('unreachable', message, [`${hidden}: run the same command again, and it goes on`]);
}
