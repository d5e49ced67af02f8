import { SliceSet } from '../slice-set.ts';
import type { FromDrive } from '../wire/from-drive.ts';
import type { DriveFiles } from './drive-files.ts';
import { closeQuietly, inspect } from './drive-files.ts';
import type { DriveIndex } from './drive-index.ts';
import type { DriveTally } from './drive-tally.ts';
import type { ExtentRecord } from './extent-rows.ts';
import { OpenExtent } from './open-extent.ts';
import type { Space } from './space.ts';

/** A file's own blocks beside its data: a map of many pieces takes one. */
const FILE_BYTES = 4_096;

export interface ExtentPlace {
  readonly index: DriveIndex;
  readonly files: DriveFiles;
  readonly space: Space;
  readonly tally: DriveTally;
  readonly tell: (message: FromDrive) => void;
}

/** The extents of a drive: row, file and account of each always change together. */
export class ExtentFiles {
  readonly #place: ExtentPlace;
  readonly #open = new Map<number, OpenExtent>();

  constructor(place: ExtentPlace) {
    this.#place = place;
  }

  get(number: number): OpenExtent | undefined {
    return this.#open.get(number);
  }

  /** Null when it is gone, or is found to be. */
  open(number: number): OpenExtent | null {
    const open = this.#open.get(number);
    if (open !== undefined) return open.isGone ? null : open;
    const record = this.#place.index.extents.get(number);
    if (record === null) return null;
    if (record === 'damaged') return this.#lose(number);
    const descriptor = this.#place.files.open(number);
    if (descriptor === null) return this.#lose(number);
    return this.#keep(new OpenExtent(record, descriptor));
  }

  /** One that can take the slice, which is now promised `bytes`; null when there is no room for it. Its writers are one more. */
  forWriting(object: number, window: number, index: number, bytes: number): OpenExtent | null {
    const { space } = this.#place;
    const existing = this.#writable(object, window, index);
    if (!space.reserve(bytes + (existing === null ? FILE_BYTES : 0))) return null;
    let extent = existing;
    try {
      extent ??= this.#create(object, window);
    } catch (error) {
      space.release(bytes + FILE_BYTES);
      throw error;
    }
    extent.bytes += bytes;
    this.#beginWriting(extent);
    return extent;
  }

  /** The same extent takes another slice of the same writer. False when there is no room. */
  extend(extent: OpenExtent, bytes: number): boolean {
    if (!this.#place.space.reserve(bytes)) return false;
    extent.bytes += bytes;
    return true;
  }

  /** A slice is written: from now on it is there. */
  complete(extent: OpenExtent, index: number, sum: number): void {
    extent.present.add(index);
    extent.sums[index] = sum;
    this.#save(extent);
  }

  /** A writer is done: what was promised and not used is given back. */
  settle(extent: OpenExtent): void {
    extent.writers -= 1;
    if (extent.writers > 0) return;
    const { stamp, allottedBytes } = inspect(extent.descriptor);
    const { space, tell } = this.#place;
    space.correct(allottedBytes - extent.bytes);
    extent.bytes = allottedBytes;
    if (!extent.written.equals(extent.present)) extent.isSealed = true;
    this.#save(extent);
    tell({ kind: 'settled', extent: extent.number, stamp });
  }

  /** A row without a file: holds an object that has no others, so that it can be evicted like any. */
  addEmpty(object: number): void {
    const { index } = this.#place;
    const number = index.claimFile();
    index.change();
    index.extents.save({ ...emptyRecord(number, object, 0, 0), isSealed: true }, index.nextTick());
    index.facts.extents += 1;
  }

  /** Deletes it; its bytes are free when nobody has it open. What was free at once, and whose it was; null when there was none. */
  drop(number: number): { readonly freedBytes: number; readonly object: number } | null {
    const { index, files, space } = this.#place;
    index.change();
    files.unlink(number);
    const removed = index.extents.remove(number);
    if (removed === null) return null;
    const open = this.#open.get(number);
    index.facts.extents -= 1;
    index.facts.bytes -= removed.bytes;
    if (open !== undefined) {
      open.isGone = true;
      return { freedBytes: 0, object: removed.object };
    }
    space.release(removed.bytes);
    return { freedBytes: removed.bytes, object: removed.object };
  }

  /** The main thread has it no more. What that set free. */
  close(number: number): number {
    const extent = this.#open.get(number);
    if (extent === undefined || extent.writers > 0) return 0;
    this.#open.delete(number);
    closeQuietly(extent.descriptor);
    if (!extent.isGone) return 0;
    this.#place.space.release(extent.bytes);
    return extent.bytes;
  }

  closeAll(): void {
    for (const { descriptor } of this.#open.values()) closeQuietly(descriptor);
    this.#open.clear();
  }

  #writable(object: number, window: number, index: number): OpenExtent | null {
    for (const record of this.#place.index.extents.ofObject(object, window)) {
      if ('damaged' in record || record.isSealed) continue;
      const extent = this.open(record.number);
      if (extent !== null && extent.canTake(index)) return extent;
    }
    return null;
  }

  #create(object: number, window: number): OpenExtent {
    const { index, files } = this.#place;
    const number = index.claimFile();
    const descriptor = files.create(number);
    files.remeasure(number);
    const extent = new OpenExtent(emptyRecord(number, object, window, FILE_BYTES), descriptor);
    index.change();
    index.extents.save(extent.record, index.nextTick());
    index.facts.extents += 1;
    index.facts.bytes += FILE_BYTES;
    return this.#keep(extent);
  }

  /** That somebody writes is committed before, unless the file is new: then its number tells. */
  #beginWriting(extent: OpenExtent): void {
    extent.writers += 1;
    if (extent.writers > 1) return;
    this.#save(extent);
    if (!extent.present.isEmpty) this.#place.index.commit();
  }

  #save(extent: OpenExtent): void {
    if (extent.isGone) return;
    const { index } = this.#place;
    index.change();
    index.extents.save(extent.record, 0);
    index.facts.bytes += extent.bytes - extent.savedBytes;
    extent.savedBytes = extent.bytes;
  }

  #keep(extent: OpenExtent): OpenExtent {
    this.#open.set(extent.number, extent);
    return extent;
  }

  #lose(number: number): null {
    this.#place.tally.alteredFiles += 1;
    this.drop(number);
    return null;
  }
}

function emptyRecord(number: number, object: number, window: number, bytes: number): ExtentRecord {
  const present = new SliceSet();
  const sums = new Uint32Array(64);
  return { number, object, window, present, sums, bytes, isFilling: false, isSealed: false };
}
