import { readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

type StateFileKind = 'snapshot' | 'log';

/** Revisions that files in a replica's directory are named by, ascending. A log begins behind the revision of its name. */
export interface StateFiles {
  readonly snapshots: readonly number[];
  readonly logs: readonly number[];
}

const NAME = /^(snapshot|log)-(\d{16})$/;

export function pathOf(directory: string, kind: StateFileKind, revision: number): string {
  return join(directory, `${kind}-${String(revision).padStart(16, '0')}`);
}

/** Removes what a crash left half-written. */
export function removeTemporary(directory: string): void {
  for (const name of readdirSync(directory)) if (name.endsWith('.tmp')) rmSync(join(directory, name), { force: true });
}

export function filesOf(directory: string): StateFiles {
  const names = readdirSync(directory);
  const revisions = (kind: StateFileKind) =>
    names
      .map((name) => NAME.exec(name))
      .filter((match) => match?.[1] === kind)
      .map((match) => Number(match?.[2]))
      .sort((x, y) => x - y);
  return { snapshots: revisions('snapshot'), logs: revisions('log') };
}

/** Keeps the newest snapshot, the one before it, and every log that leads on from that one. */
export async function removeObsolete(directory: string, newestSnapshot: number): Promise<void> {
  const { snapshots, logs } = filesOf(directory);
  const oldest = snapshots.findLast((revision) => revision < newestSnapshot) ?? newestSnapshot;
  const obsolete = [
    ...snapshots.filter((revision) => revision < oldest).map((revision) => pathOf(directory, 'snapshot', revision)),
    ...logs.filter((revision) => revision < oldest).map((revision) => pathOf(directory, 'log', revision)),
  ];
  for (const path of obsolete) await rm(path, { force: true });
}
