import { WINDOW_SLICES } from '../slices.ts';
import type { FromDrive, Opened } from '../wire/from-drive.ts';
import type { ExtentView } from '../wire/records.ts';
import { type ExtentKeeper, HotExtent } from './hot-extent.ts';
import type { HotObject } from './hot-object.ts';
import type { IdleFiles } from './idle-files.ts';
import type { DriveWay } from './drive-way.ts';

/** A file that is read all the time is told to be in use this often. */
const TOUCH_EVERY_MS = 10_000;
const TELL_TOUCHES_MS = 1_000;

/** The extents of a drive that the main thread knows, and which of their files are open. */
export class HotFiles implements ExtentKeeper {
  readonly #way: DriveWay;
  readonly #idleFiles: IdleFiles;
  readonly #extents = new Map<number, HotExtent>();
  readonly #verifying = new Map<string, Promise<boolean>>();
  readonly #touched = new Set<number>();
  readonly #touchTimer: NodeJS.Timeout;

  constructor(way: DriveWay, idleFiles: IdleFiles) {
    this.#way = way;
    this.#idleFiles = idleFiles;
    this.#touchTimer = setInterval(() => this.tellTouches(), TELL_TOUCHES_MS);
  }

  get(number: number): HotExtent | undefined {
    return this.#extents.get(number);
  }

  add(view: ExtentView, object: HotObject): HotExtent {
    const extent = new HotExtent(view, object, this);
    this.#extents.set(view.number, extent);
    object.addExtent(extent);
    return extent;
  }

  /** Whether its file is open now; false when it is gone. Rejects while the drive is aside. */
  open(extent: HotExtent): Promise<boolean> {
    if (extent.descriptor >= 0) return Promise.resolve(true);
    if (extent.isGone) return Promise.resolve(false);
    extent.opening ??= this.#open(extent).finally(() => {
      extent.opening = null;
    });
    return this.#way.orAside(extent.opening);
  }

  /** Whether a slice is as it was written; brings it into memory. `bytes`: how long it is. Rejects while the drive is aside. */
  verify(extent: HotExtent, slice: number, bytes: number): Promise<boolean> {
    const name = `${extent.number}:${slice}`;
    let verifying = this.#verifying.get(name);
    if (verifying === undefined) {
      verifying = this.#verify(extent, slice % WINDOW_SLICES, bytes).finally(() => this.#verifying.delete(name));
      this.#verifying.set(name, verifying);
    }
    return this.#way.orAside(verifying);
  }

  used(extent: HotExtent): void {
    const nowMs = performance.now();
    if (nowMs - extent.touchedMs < TOUCH_EVERY_MS) return;
    extent.touchedMs = nowMs;
    this.#touched.add(extent.number);
  }

  tellTouches(): void {
    if (this.#touched.size === 0) return;
    this.#way.post({ kind: 'touch', extents: [...this.#touched] });
    this.#touched.clear();
  }

  /** A slice is complete. */
  complete(number: number, slice: number): void {
    const extent = this.#extents.get(number);
    extent?.present.add(slice % WINDOW_SLICES);
    extent?.verified.add(slice % WINDOW_SLICES);
  }

  /** Nobody writes into it any more. */
  settled({ extent: number, stamp }: Extract<FromDrive, { kind: 'settled' }>): void {
    const extent = this.#extents.get(number);
    if (extent === undefined) return;
    extent.writers = 0;
    extent.stamp = stamp;
    if (!extent.isUsed) this.idle(extent);
  }

  /** Its file was deleted by somebody else. */
  lost(extent: HotExtent): void {
    this.#way.post({ kind: 'lost', extent: extent.number });
    this.#gone(extent);
  }

  gone(numbers: readonly number[]): void {
    for (const number of numbers) {
      const extent = this.#extents.get(number);
      if (extent !== undefined) this.#gone(extent);
    }
  }

  /** The index of hot objects has no room for the one that these are of; the drive still has it. */
  forget(extents: readonly HotExtent[]): void {
    for (const extent of extents) {
      this.#extents.delete(extent.number);
      this.#idleFiles.remove(extent);
      this.close(extent);
    }
  }

  /** The drive wants room: what nobody uses and nobody used just now is closed. */
  reclaim(numbers: readonly number[]): void {
    const kept = numbers.filter((number) => this.#isInUse(number));
    const closed = numbers.filter((number) => !kept.includes(number));
    for (const number of closed) {
      const extent = this.#extents.get(number);
      if (extent === undefined) continue;
      this.#idleFiles.remove(extent);
      extent.descriptor = -1;
    }
    if (closed.length > 0) this.#way.post({ kind: 'close', extents: closed, descriptors: [] });
    if (kept.length > 0) this.#way.post({ kind: 'kept', extents: kept });
  }

  /** Nobody uses it now: it is kept open for the next, or closed. */
  idle(extent: HotExtent): void {
    if (extent.writers > 0) return;
    if (extent.isGone) this.close(extent);
    else if (extent.descriptor >= 0) this.#idleFiles.idle(extent);
  }

  /** Somebody uses it again. */
  busy(extent: HotExtent): void {
    this.#idleFiles.remove(extent);
  }

  close(extent: HotExtent): void {
    if (extent.isGone) this.#extents.delete(extent.number);
    const { descriptor, number } = extent;
    if (descriptor < 0) return;
    extent.descriptor = -1;
    if (extent.isOrphan) this.#way.closeOrphan(descriptor);
    else this.#way.post({ kind: 'close', extents: [number], descriptors: [] });
  }

  /** The drive failed: nothing is known any more. What is open stays open for those who use it. */
  voidAll(): void {
    for (const extent of this.#extents.values()) {
      extent.isOrphan = true;
      extent.writers = 0;
      this.#gone(extent);
    }
    this.#extents.clear();
    this.#touched.clear();
  }

  stop(): void {
    clearInterval(this.#touchTimer);
    this.tellTouches();
  }

  #open(extent: HotExtent): Promise<boolean> {
    return this.#way.ask({ kind: 'open', extent: extent.number }, (answer) => {
      const opened = answer as Opened | null;
      if (opened === null) return false;
      extent.opened(opened.descriptor, opened.stamp);
      if (!extent.isUsed) this.idle(extent);
      return true;
    });
  }

  #verify(extent: HotExtent, index: number, bytes: number): Promise<boolean> {
    return this.#way.ask({ kind: 'verify', extent: extent.number, slice: index, bytes }, (answer) => {
      if (answer === true) extent.verified.add(index);
      return answer === true;
    });
  }

  #isInUse(number: number): boolean {
    const extent = this.#extents.get(number);
    return extent !== undefined && (extent.isUsed || extent.writers > 0 || this.#touched.has(number));
  }

  #gone(extent: HotExtent): void {
    if (extent.isGone) return;
    extent.isGone = true;
    extent.object.removeExtent(extent);
    this.#idleFiles.remove(extent);
    if (!extent.isUsed && extent.writers === 0) this.close(extent);
  }
}
