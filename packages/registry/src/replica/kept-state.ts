import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { View } from '../view.ts';
import { readLastGood, SNAPSHOT_FORMAT, type Held, type SnapshotHeader } from './last-good-reader.ts';
import { readSealedFile } from './sealed-file.ts';
import { filesOf } from './state-files.ts';

/** What a replica kept on disk, with the highest revision that the disk tells of. */
export interface KeptState<State> extends Held<State> {
  readonly highestRevision: number;
  /** What of it could not be read, in words. */
  readonly damages: readonly string[];
}

/** Is this the directory of a replica, or a snapshot out of one? Throws what the file system throws. */
export function isKeptState(path: string): boolean {
  if (statSync(path).isDirectory()) return filesOf(path).snapshots.length > 0;
  const magic = Buffer.alloc(SNAPSHOT_FORMAT.magic.length);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, magic);
  } finally {
    closeSync(descriptor);
  }
  return magic.toString('latin1') === SNAPSHOT_FORMAT.magic;
}

/**
 * Reads the newest state that the disk can prove, also while the replica goes on writing. Undefined when a directory holds none that is
 * good; throws SealedFileError for a snapshot that is not, and what the file system or the view throws.
 */
export function readKeptState<State>(path: string, view: View<State>): KeptState<State> | undefined {
  if (statSync(path).isDirectory()) {
    const { held, seen, damages } = readLastGood(path, view);
    return held && { ...held, highestRevision: seen.highestRevision, damages };
  }
  const file = readSealedFile(path, SNAPSHOT_FORMAT);
  const body = file.body(); // its checksum matched, so the header is the one that was written
  const { position } = file.header as SnapshotHeader;
  return { state: view.decode(body), position, highestRevision: position.revision, damages: [] };
}
