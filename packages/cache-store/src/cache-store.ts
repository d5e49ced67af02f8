import type { Fetched, FetchOrder } from './fetch.ts';
import { chooseDrive } from './hot/choose-drive.ts';
import { FetchDesk } from './hot/fetch-desk.ts';
import { HotDrive, type HotDriveDependencies } from './hot/hot-drive.ts';
import { HotIndex } from './hot/hot-index.ts';
import { IdleFiles } from './hot/idle-files.ts';
import { lockDrives, type DriveLocks } from './drive-place/lock-drives.ts';
import { isMeant, type Purge } from './purge.ts';
import { StoreOpenError } from './store-open-error.ts';
import { DEFAULT_LIMITS, type StoreEvent, type StoreOptions } from './store-options.ts';
import type { StoreStats } from './store-stats.ts';
import type { StoredObject } from './stored-object.ts';

const MOST_DRIVES = 10;

interface Parts {
  readonly drives: readonly [HotDrive, ...HotDrive[]];
  readonly spare: HotDrive;
  readonly locks: DriveLocks;
  readonly index: HotIndex;
  readonly idleFiles: IdleFiles;
}

/** The store on the main thread: everything here answers from memory, or is a promise of what a drive's Worker will say. */
export class CacheStore {
  readonly #parts: Parts;
  readonly #desk: FetchDesk;
  /** Finds under way, by key. */
  readonly #finding = new Map<string, Promise<StoredObject | null>>();
  #fetches = 0;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#desk = new FetchDesk({ index: parts.index, spare: parts.spare, driveOf: (key) => this.#driveOf(key) });
  }

  /**
   * Opens every drive: locks it, finds what a killed process left. Rejects with a `StoreOpenError` when one is locked by another
   * process or cannot be used.
   */
  static async open(options: StoreOptions): Promise<CacheStore> {
    const { drives: settings, workerModule, sourceSettings: sources } = options;
    if (settings.length === 0 || settings.length > MOST_DRIVES) {
      throw new StoreOpenError(
        `Cannot open a store: it must have 1 to ${MOST_DRIVES} drives: received ${settings.length}`,
      );
    }
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const index = new HotIndex(limits.hotObjects);
    const idleFiles = new IdleFiles(limits.idleFiles);
    const locks = lockDrives(settings.map(({ directory }) => directory));
    let fills = 0;
    const event = (told: StoreEvent) => options.event?.(told);
    const spares: HotDrive[] = [];
    const dependencies: HotDriveDependencies = {
      index,
      idleFiles,
      event,
      report: (value) => options.sourceReport?.(value),
      closeOrphan: (descriptor) => spares[0]?.post({ kind: 'close', extents: [], descriptors: [descriptor] }),
      nextFill: () => (fills += 1),
    };
    const shared = { workerModule, settings: sources, limits };
    const spare = new HotDrive({ ...shared, setting: null }, dependencies);
    spares.push(spare);
    const drives = settings.map((setting) => new HotDrive({ ...shared, setting }, dependencies));
    const [first, ...others] = drives;
    try {
      await Promise.all([spare, ...drives].map((drive) => drive.start()));
    } catch (error) {
      await Promise.all([spare, ...drives].map((drive) => drive.close()));
      locks.release();
      throw new StoreOpenError(error instanceof Error ? error.message : String(error));
    }
    // There is a first: checked above.
    return new CacheStore({ drives: [first as HotDrive, ...others], spare, locks, index, idleFiles });
  }

  /** The object behind a key, or null. At once when it is hot, else its drive is asked. A drive that is aside knows none. */
  find(key: string): StoredObject | null | Promise<StoredObject | null> {
    const hot = this.#parts.index.get(key);
    if (hot !== null && hot.drive.state === 'serving') return hot;
    const drive = this.#driveOf(key);
    if (drive.state === 'aside') return null;
    let finding = this.#finding.get(key);
    if (finding === undefined) {
      finding = drive
        .find(key)
        .catch(() => null)
        .finally(() => this.#finding.delete(key));
      this.#finding.set(key, finding);
    }
    return finding;
  }

  /** Asks the origin. Never rejects. */
  fetch(order: FetchOrder): Promise<Fetched> {
    this.#fetches += 1;
    return this.#desk.fetch(order);
  }

  /** Forgets objects, on all drives; answers under way are not kept either. How many were stored. */
  async purge(purge: Purge): Promise<number> {
    this.#desk.purge(purge);
    // At once: the drives take their time.
    for (const object of this.#parts.index.values()) if (isMeant(object, purge)) object.drive.objects.retire(object);
    const drives = purge.by === 'key' ? [this.#driveOf(purge.key)] : this.#parts.drives;
    const counts = await Promise.all(drives.map((drive) => drive.purge(purge)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  configureSources(settings: unknown): void {
    for (const drive of this.#all) drive.configure(settings);
  }

  async stats(): Promise<StoreStats> {
    const reports = await Promise.all(this.#parts.drives.map((drive) => drive.stats()));
    return {
      drives: reports.filter((report) => report !== null),
      hotObjects: this.#parts.index.size,
      openFiles: this.#parts.idleFiles.size,
      fetches: this.#fetches,
    };
  }

  /** Ends what is under way, commits, unlocks. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((drive) => drive.close()));
    this.#parts.locks.release();
  }

  get #all(): HotDrive[] {
    return [...this.#parts.drives, this.#parts.spare];
  }

  #driveOf(key: string): HotDrive {
    return chooseDrive(key, this.#parts.drives);
  }
}
