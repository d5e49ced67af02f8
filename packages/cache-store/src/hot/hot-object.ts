import { type FetchFailure } from '../failure.ts';
import { sliceAt, SLICE_BYTES, sliceEnd, WINDOW_SLICES, windowOf } from '../slices.ts';
import { FetchError, type Reading, type ReadRange, type StoredObject } from '../stored-object.ts';
import type { Version } from '../version.ts';
import type { ObjectRecord } from '../wire/records.ts';
import type { Fill } from './fill.ts';
import type { HotDrive } from './hot-drive.ts';
import type { HotExtent } from './hot-extent.ts';
import { findSlices } from './slice-finder.ts';
import { SliceReading } from './slice-reading.ts';

/** An object that the main thread knows: its extents, and the fills that bring more of it. */
export class HotObject implements StoredObject {
  readonly id: number;
  readonly drive: HotDrive;
  readonly key: string;
  readonly origin: string;
  readonly target: string;
  readonly version: Version;
  lengthBytes: number | null;
  metadata: string;
  isCurrent = true;
  /** In the order of their windows; several may lie in one. */
  #extents: readonly HotExtent[] = NONE;
  #fills: readonly Fill[] = NONE;
  #settled: PromiseWithResolvers<number> | null = null;
  #failure: FetchFailure | null = null;

  constructor(record: ObjectRecord, drive: HotDrive) {
    this.id = record.id;
    this.drive = drive;
    this.key = record.key;
    this.origin = record.origin;
    this.target = record.target;
    this.version = record.version;
    this.lengthBytes = record.version.lengthBytes;
    this.metadata = record.metadata;
  }

  /** With the length that it turned out to have. */
  get versionNow(): Version {
    return { ...this.version, lengthBytes: this.lengthBytes };
  }

  get record(): ObjectRecord {
    const { id, key, origin, target, metadata } = this;
    return { id, key, origin, target, version: this.versionNow, metadata };
  }

  /** Whether somebody reads or fills it. */
  get isUsed(): boolean {
    return this.#fills.length > 0 || this.#extents.some(({ isUsed }) => isUsed);
  }

  get extents(): readonly HotExtent[] {
    return this.#extents;
  }

  setMetadata(metadata: string): void {
    if (metadata === this.metadata) return;
    this.metadata = metadata;
    if (this.isCurrent) this.drive.post({ kind: 'metadata', object: this.id, metadata });
  }

  storedBytes(start: number, end: number): number {
    let bytes = 0;
    for (let slice = sliceAt(start); slice * SLICE_BYTES < end; slice += 1) {
      if (this.extentWith(slice) === null) continue;
      bytes += Math.min(end, sliceEnd(slice, this.lengthBytes)) - Math.max(start, slice * SLICE_BYTES);
    }
    return bytes;
  }

  settled(): Promise<number> {
    if (this.lengthBytes !== null) return Promise.resolve(this.lengthBytes);
    if (this.#failure !== null) return Promise.reject(new FetchError(this.#failure));
    this.#settled ??= Promise.withResolvers<number>();
    return this.#settled.promise;
  }

  read(range: ReadRange): Reading {
    const stored = this.storedBytes(range.start, range.end);
    return new SliceReading(range, findSlices(this, range), stored);
  }

  extentWith(slice: number): HotExtent | null {
    const window = windowOf(slice);
    for (let at = this.#firstOf(window); ; at += 1) {
      const extent = this.#extents[at];
      if (extent === undefined || extent.window !== window) return null;
      if (extent.present.has(slice % WINDOW_SLICES)) return extent;
    }
  }

  fillOf(slice: number): Fill | null {
    return this.#fills.find((fill) => fill.covers(slice)) ?? null;
  }

  addFill(fill: Fill): void {
    this.#fills = [...this.#fills, fill];
  }

  removeFill(fill: Fill): void {
    this.#fills = this.#fills.filter((other) => other !== fill);
  }

  addExtent(extent: HotExtent): void {
    this.#extents = this.#extents.toSpliced(this.#firstOf(extent.window), 0, extent);
  }

  removeExtent(extent: HotExtent): void {
    this.#extents = this.#extents.filter((other) => other !== extent);
  }

  /** The fetch that brings all of it has ended. */
  settle(lengthBytes: number | null, failure: FetchFailure | null): void {
    if (this.lengthBytes !== null) return;
    this.lengthBytes = lengthBytes;
    if (lengthBytes !== null) return this.#settled?.resolve(lengthBytes);
    this.#failure = failure ?? { code: 'BODY_SHORT', message: 'The object never came to its end' };
    this.#settled?.promise.catch(() => undefined);
    this.#settled?.reject(new FetchError(this.#failure));
  }

  /** Where the extents of the window, or of those after it, begin. */
  #firstOf(window: number): number {
    let low = 0;
    for (let high = this.#extents.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((this.#extents[middle]?.window ?? window) < window) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const NONE: readonly never[] = [];
