import type { StoreEvent } from '../store-options.ts';
import type { DriveReport, Found, FromDrive, Opened } from '../wire/from-drive.ts';
import type { DriveSetup } from '../wire/to-drive.ts';
import { DriveFiles, inspect } from './drive-files.ts';
import type { DriveIndex } from './drive-index.ts';
import type { DriveTally } from './drive-tally.ts';
import { type Eviction, LeastRecentlyUsed } from './eviction.ts';
import { DriveObjects } from './drive-objects.ts';
import { ExtentFiles } from './extent-files.ts';
import { openIndex } from './open-index.ts';
import { Room } from './room.ts';
import { Space } from './space.ts';
import { isSliceGood } from './verify-slice.ts';

export interface DriveDependencies {
  readonly tell: (message: FromDrive) => void;
  /** The index failed outside of any call. */
  readonly failed: (error: unknown) => void;
  /** A file could not be read. */
  readonly unreadable: (error: unknown) => void;
}

/** One drive, open: what is on it and what becomes of it. Synchronous, for its Worker. Throws what its index and its files throw. */
export class Drive {
  readonly directory: string;
  readonly sizeBytes: number;
  readonly tally: DriveTally;
  readonly extents: ExtentFiles;
  readonly objects: DriveObjects;
  readonly room: Room;
  isAbandoned = false;
  readonly #index: DriveIndex;
  readonly #files: DriveFiles;
  readonly #space: Space;
  readonly #eviction: Eviction;
  readonly #dependencies: DriveDependencies;

  constructor({ directory, sizeBytes }: DriveSetup, tally: DriveTally, dependencies: DriveDependencies) {
    this.tally = tally;
    this.directory = directory;
    this.sizeBytes = sizeBytes;
    this.#dependencies = dependencies;
    const { tell, failed } = dependencies;
    this.#files = new DriveFiles(directory);
    let weigh = (): void => undefined;
    const committed = () => weigh();
    this.#index = openIndex(this.#files, { failed, committed }, (reason) =>
      this.event({ kind: 'emptied', directory, reason }),
    );
    this.#space = new Space(sizeBytes, this.#index.facts.bytes);
    weigh = () => {
      this.#space.indexBytes = this.#index.allottedBytes + this.#files.directoryBytes;
    };
    weigh();
    this.#eviction = new LeastRecentlyUsed(this.#index);
    this.extents = new ExtentFiles({ index: this.#index, files: this.#files, space: this.#space, tally, tell });
    this.objects = new DriveObjects({ index: this.#index, extents: this.extents, tell });
    this.room = new Room({
      space: this.#space,
      eviction: this.#eviction,
      tally,
      stateOf: (number) => this.#stateOf(number),
      evict: (number) => this.objects.dropExtent(number),
      evicted: () => this.#index.commit(),
      tell,
    });
  }

  get lastObject(): number {
    return this.#index.facts.last_object;
  }

  get report(): DriveReport {
    const { objects, extents } = this.#index.facts;
    const { usedBytes, indexBytes } = this.#space;
    return { usedBytes, indexBytes, objects, extents, counters: { ...this.tally } };
  }

  find(key: string): Found | null {
    const object = this.objects.find(key);
    if (object === 'damaged') this.tally.damagedSlices += 1;
    if (object === null || object === 'damaged') return null;
    const views = [];
    for (const record of this.#index.extents.ofObject(object.id, null)) {
      if ('damaged' in record) this.objects.dropExtent(record.damaged);
      else {
        const { number, window, present } = this.extents.get(record.number) ?? record;
        views.push({ number, window, present: present.words });
      }
    }
    return { object, extents: views };
  }

  open(number: number): Opened | null {
    const extent = this.extents.open(number);
    if (extent === null) {
      this.#dependencies.tell({ kind: 'gone', objects: [], extents: [number] });
      return null;
    }
    return { descriptor: extent.descriptor, stamp: inspect(extent.descriptor).stamp };
  }

  /** Whether a slice is what was written; an extent with one that is not goes. */
  verify(number: number, index: number, bytes: number): boolean {
    const extent = this.extents.get(number);
    if (extent === undefined) return false;
    // What was evicted or replaced stays good for those who have it open.
    const isGood = this.#isReadable(() => isSliceGood(extent, index, bytes));
    this.tally.verifiedSlices += 1;
    if (!isGood && !extent.isGone) this.#damaged(number, extent.object, 'a slice differs from its checksum');
    return isGood;
  }

  /** Somebody else deleted the file. */
  lose(number: number): void {
    const extent = this.extents.get(number);
    if (extent === undefined || extent.isGone) return;
    this.tally.alteredFiles += 1;
    this.#damaged(number, extent.object, 'a file was deleted');
  }

  used(extents: readonly number[]): void {
    this.#eviction.used(extents);
  }

  event(event: StoreEvent): void {
    this.#dependencies.tell({ kind: 'event', event });
  }

  /** Commits and closes; nobody reads any more. */
  close(): void {
    try {
      this.#index.commit();
    } finally {
      this.extents.closeAll();
      this.abandon();
    }
  }

  /**
   * Closes the index without a commit: what a start makes of it is right in any case. Files stay open: the main thread may be sending
   * them, and a descriptor that is closed under it would soon be another file's.
   */
  abandon(): void {
    this.isAbandoned = true;
    this.room.giveUp();
    this.#index.close();
  }

  /** After `abandon`: deletes everything. */
  empty(reason: string): void {
    this.#files.empty();
    this.event({ kind: 'emptied', directory: this.directory, reason });
  }

  #stateOf(number: number): 'closed' | 'open' | 'writing' {
    const extent = this.extents.get(number);
    if (extent === undefined) return 'closed';
    return extent.writers > 0 ? 'writing' : 'open';
  }

  #isReadable(read: () => boolean): boolean {
    try {
      return read();
    } catch (error) {
      this.#dependencies.unreadable(error);
      return false;
    }
  }

  #damaged(number: number, object: number, reason: string): void {
    this.tally.damagedSlices += 1;
    const record = this.#index.objects.get(object);
    const { origin, target } = record === null || record === 'damaged' ? { origin: '', target: '' } : record;
    const { directory } = this;
    this.event({ kind: 'damaged', directory, origin, target, reason });
    this.objects.dropDamaged(number, object);
  }
}
