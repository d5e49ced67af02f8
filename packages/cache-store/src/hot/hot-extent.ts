import { fstatSync } from 'node:fs';
import { SliceSet } from '../slice-set.ts';
import { type ExtentView, type FileStamp, isSameStamp } from '../wire/records.ts';
import type { HotObject } from './hot-object.ts';

/** A file that is held open by those who use it. */
export interface HeldFile {
  readonly descriptor: number;
  take(): void;
  release(): void;
}

export interface ExtentKeeper {
  /** Nobody uses it now: keep it open for the next, or close it. */
  idle(extent: HotExtent): void;
  /** Somebody uses it again. */
  busy(extent: HotExtent): void;
}

/** What the main thread knows of an extent. */
export class HotExtent implements HeldFile {
  readonly number: number;
  readonly window: number;
  readonly object: HotObject;
  readonly present: SliceSet;
  /** Slices that were read or written since the start, and are not known to have been touched since. */
  readonly verified = new SliceSet();
  /** -1 while it is closed. */
  descriptor = -1;
  stamp: FileStamp | null = null;
  /** Fills that write into it: its stamp changes with each write. */
  writers = 0;
  /** Evicted, replaced or lost: it lives as long as somebody uses it. */
  isGone = false;
  /** Its drive failed while it was open: the drive's Worker knows nothing of it. */
  isOrphan = false;
  /** Told to the drive as used last. */
  touchedMs = Number.NEGATIVE_INFINITY;
  opening: Promise<boolean> | null = null;
  readonly #keeper: ExtentKeeper;
  #users = 0;

  constructor({ number, window, present }: ExtentView, object: HotObject, keeper: ExtentKeeper) {
    this.number = number;
    this.window = window;
    this.present = new SliceSet(...present);
    this.object = object;
    this.#keeper = keeper;
  }

  get isUsed(): boolean {
    return this.#users > 0;
  }

  take(): void {
    this.#users += 1;
    if (this.#users === 1) this.#keeper.busy(this);
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#keeper.idle(this);
  }

  /** Open, with the stamp that its file has now. What was verified stays so if nobody else touched the file. */
  opened(descriptor: number, stamp: FileStamp): void {
    if (this.stamp !== null && this.writers === 0 && !isSameStamp(this.stamp, stamp)) this.verified.clear();
    this.descriptor = descriptor;
    this.stamp = stamp;
  }

  /** Looks at the open file: `deleted` by somebody else, or fine; what is not as it was left must be verified again. */
  look(): 'deleted' | 'there' {
    if (this.writers > 0 || this.isGone) return 'there';
    const { ctimeMs, size, nlink } = fstatSync(this.descriptor);
    if (nlink === 0) return 'deleted';
    const stamp = { changedAtMs: ctimeMs, sizeBytes: size };
    if (this.stamp === null || !isSameStamp(this.stamp, stamp)) this.verified.clear();
    this.stamp = stamp;
    return 'there';
  }
}
