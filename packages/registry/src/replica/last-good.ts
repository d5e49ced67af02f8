import { mkdirSync } from 'node:fs';
import type { RegistryPosition, Revision } from '../revision.ts';
import type { View } from '../view.ts';
import type { Alarms } from './alarms.ts';
import { messageOf } from './error-message.ts';
import type { Seen } from './guard.ts';
import { readLastGood, SNAPSHOT_FORMAT, type Held, type SnapshotHeader } from './last-good-reader.ts';
import { LogFile } from './log-file.ts';
import { writeSealedFile } from './sealed-file.ts';
import { pathOf, removeObsolete, removeTemporary } from './state-files.ts';

/**
 * The last good state on disk: a snapshot, and a log of what was applied since. Every snapshot begins another log, so
 * the snapshot before and the logs since then give the same state when the newest snapshot turns out to be damaged.
 *
 * With the disk lost or full nothing changes for readers of the state; a restart would begin with an older one, and
 * the alarms say so.
 */
export class LastGood<State> {
  readonly #directory: string;
  readonly #view: View<State>;
  readonly #alarms: Alarms;
  #log: LogFile | undefined;
  #left: Promise<unknown> = Promise.resolve();

  constructor(
    options: { readonly directory: string },
    dependencies: { readonly view: View<State>; readonly alarms: Alarms },
  ) {
    this.#directory = options.directory;
    this.#view = dependencies.view;
    this.#alarms = dependencies.alarms;
  }

  /** The size of the log, or undefined when there is none to append to: only a snapshot brings the disk up to date then. */
  get logBytes(): number | undefined {
    return this.#log?.sizeBytes;
  }

  /** Whether some of what load found was of no use. */
  get isDamaged(): boolean {
    return this.#alarms.about('disk-read') !== undefined;
  }

  /** Reads what the disk holds and opens the log for what comes. Never throws: what is damaged is an alarm. */
  load(): { readonly held: Held<State> | undefined; readonly seen: Seen } {
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o750 });
      removeTemporary(this.#directory);
      const { held, seen, logEnd, damages } = readLastGood(this.#directory, this.#view);
      if (damages.length > 0) this.#unreadable(damages.join('; '));
      if (held !== undefined) this.#openLog(held.position, logEnd);
      return { held, seen };
    } catch (error) {
      this.#unreadable(messageOf(error));
      return { held: undefined, seen: { highestRevision: 0, position: undefined } };
    }
  }

  /** Appends what was applied, before anyone is told of it. A disk that fails raises an alarm. */
  append(revision: Revision): void {
    try {
      this.#log?.append(revision);
    } catch (error) {
      this.#unwritable(error);
      this.#leaveLog();
    }
  }

  /** Begins the log of what follows `position`: between the last read for its snapshot and the next append. */
  beginLog(position: RegistryPosition): void {
    this.#openLog(position, undefined);
  }

  /** Writes a snapshot once its body was read, then removes what it makes obsolete. Never rejects. */
  async writeSnapshot(position: RegistryPosition, body: Promise<readonly Uint8Array[]>): Promise<'written' | 'failed'> {
    try {
      const header: SnapshotHeader = { position };
      const path = pathOf(this.#directory, 'snapshot', position.revision);
      await writeSealedFile(path, SNAPSHOT_FORMAT, header, await body, 'power-loss');
      await removeObsolete(this.#directory, position.revision);
    } catch (error) {
      this.#unwritable(error);
      return 'failed';
    }
    this.#alarms.clear('disk-read');
    if (this.#log !== undefined) this.#alarms.clear('disk-write');
    return 'written';
  }

  /** Resolves when everything appended was synced. */
  async close(): Promise<void> {
    this.#leaveLog();
    await this.#left;
  }

  /** Goes on behind the last good line of a log, or begins one. */
  #openLog(position: RegistryPosition, end: { readonly path: string; readonly endBytes: number } | undefined): void {
    this.#leaveLog();
    try {
      this.#log = new LogFile(end?.path ?? pathOf(this.#directory, 'log', position.revision), end?.endBytes);
    } catch (error) {
      this.#unwritable(error);
    }
  }

  /** The thread does not wait for the disk: a log that is left is complete as it is. */
  #leaveLog(): void {
    this.#left = Promise.allSettled([this.#left, this.#log?.close()]);
    this.#log = undefined;
  }

  #unreadable(why: string): void {
    this.#alarms.raise('disk-read', 'last-good-unreadable', `Cannot read all of the last good state: ${why}`);
  }

  #unwritable(error: unknown): void {
    this.#alarms.raise('disk-write', 'last-good-unwritable', `Cannot write the last good state: ${messageOf(error)}`);
  }
}
