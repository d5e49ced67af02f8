import type { RegistryPosition } from '../revision.ts';
import type { View } from '../view.ts';
import { messageOf } from './error-message.ts';
import type { Seen } from './guard.ts';
import { readLogFile } from './log-file.ts';
import { linksTo } from './revision-link.ts';
import { readSealedFile, type SealedFormat } from './sealed-file.ts';
import { filesOf, pathOf, type StateFiles } from './state-files.ts';

export const SNAPSHOT_FORMAT: SealedFormat = { magic: 'NHSTATE\n', version: 1 };

export interface SnapshotHeader {
  readonly position: RegistryPosition;
}

/** A state with the position that it stands at. */
export interface Held<State> {
  readonly state: State;
  readonly position: RegistryPosition;
}

export interface LastGoodRead<State> {
  /** The newest state that the disk can prove. */
  readonly held: Held<State> | undefined;
  /** The highest that it tells of, which damage may have put out of reach. */
  readonly seen: Seen;
  /** Where the log of `held` ends, when it can be written on. */
  readonly logEnd: { readonly path: string; readonly endBytes: number } | undefined;
  readonly damages: readonly string[];
}

/** Reads the newest good snapshot and replays the logs since. Throws only what listing the directory throws. */
export function readLastGood<State>(directory: string, view: View<State>): LastGoodRead<State> {
  const files = filesOf(directory);
  const damages: string[] = [];
  const seen = new HighestSeen(files.snapshots.at(-1) ?? 0);
  const snapshot = newestSnapshot(directory, files, view, seen, damages);
  const logs = files.logs.filter((start) => start >= (snapshot?.position.revision ?? 0));
  const replay = new Replay(view, snapshot, seen);
  for (const start of logs) {
    try {
      const damage = replay.run(pathOf(directory, 'log', start));
      if (damage !== undefined) damages.push(damage);
    } catch (error) {
      damages.push(messageOf(error));
    }
  }
  return { held: replay.held, seen, logEnd: replay.logEnd, damages };
}

function newestSnapshot<State>(
  directory: string,
  files: StateFiles,
  view: View<State>,
  seen: HighestSeen,
  damages: string[],
): Held<State> | undefined {
  for (const revision of files.snapshots.toReversed()) {
    try {
      const file = readSealedFile(pathOf(directory, 'snapshot', revision), SNAPSHOT_FORMAT);
      // Its checksum matched, so this is the header that was written.
      const { position } = file.header as SnapshotHeader;
      seen.note(position);
      return { position, state: view.decode(file.body()) };
    } catch (error) {
      damages.push(messageOf(error));
    }
  }
  return undefined;
}

class Replay<State> {
  held: Held<State> | undefined;
  logEnd: LastGoodRead<State>['logEnd'];
  readonly #view: View<State>;
  readonly #seen: HighestSeen;

  constructor(view: View<State>, from: Held<State> | undefined, seen: HighestSeen) {
    this.#view = view;
    this.held = from;
    this.#seen = seen;
  }

  /** Applies the revisions of one log that link; returns what is wrong with its end, if anything. */
  run(path: string): string | undefined {
    this.logEnd = undefined;
    const lines = readLogFile(path);
    for (let line = lines.next(); ; line = lines.next()) {
      if (line.done) return line.value.damage;
      const { revision, endBytes } = line.value;
      this.#seen.note(revision.position);
      const goesOn = this.held !== undefined && linksTo(this.held.position, revision);
      if (this.held !== undefined && goesOn) {
        this.#view.apply(this.held.state, revision);
        this.held = { state: this.held.state, position: revision.position };
      }
      this.logEnd = goesOn ? { path, endBytes } : undefined;
    }
  }
}

class HighestSeen implements Seen {
  highestRevision: number;
  position: RegistryPosition | undefined;

  constructor(highestRevision: number) {
    this.highestRevision = highestRevision;
  }

  note(position: RegistryPosition): void {
    this.highestRevision = Math.max(this.highestRevision, position.revision);
    if (position.revision > (this.position?.revision ?? -1)) this.position = position;
  }
}
