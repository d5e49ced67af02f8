import { BackupError, restoreRecords, type RegistryPosition, type RestorableRegistry } from '@nearhop/registry';
import { administrator } from '../../backend/administrator.ts';
import { CommandFailure } from '../../command-failure.ts';
import type { Terminal } from '../../terminal.ts';
import type { CheckedSource } from './checked-source.ts';
import { recordProgress } from './record-progress.ts';

export interface RestoreRequest {
  readonly why: string;
  readonly aboveRevision: number | undefined;
}

/** Fills the store, with progress on stderr. */
export async function restoreFrom(
  terminal: Terminal,
  registry: RestorableRegistry,
  { source, records, highestRevision }: CheckedSource,
  { why, aboveRevision }: RestoreRequest,
): Promise<RegistryPosition> {
  const progress = await recordProgress(terminal, 'Restoring', records);
  let hasBegun = false;
  try {
    return await restoreRecords(registry, source, {
      by: administrator(),
      why,
      at: new Date().toISOString(),
      aboveRevision: Math.max(highestRevision, aboveRevision ?? 0),
      onProgress: (restored) => {
        hasBegun = true;
        progress.update(restored);
      },
    });
  } catch (error) {
    throw hasBegun ? brokenOff(error) : error;
  } finally {
    progress.stop();
  }
}

function brokenOff(error: unknown): CommandFailure {
  const message = `Restore broken off: ${error instanceof Error ? error.message : String(error)}`;
  const hidden = 'nobody sees the store until a restore is done';
  return error instanceof BackupError
    ? new CommandFailure('refused', message, [`${hidden}: restore an older backup`])
    : new CommandFailure('unreachable', message, [`${hidden}: run the same command again, and it goes on`]);
}
