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
  /** By window; several files may lie in one. */
  readonly windows = new Map<number, HotExtent[]>();
  readonly fills = new Set<Fill>();
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
    if (this.fills.size > 0) return true;
    for (const extents of this.windows.values()) if (extents.some(({ isUsed }) => isUsed)) return true;
    return false;
  }

  setMetadata(metadata: string): void {
    if (metadata === this.metadata) return;
    this.metadata = metadata;
    if (this.isCurrent) this.drive.post({ kind: 'metadata', object: this.id, metadata });
  }

  storedBytes(start: number, end: number): number {
    let bytes = 0;
    for (let slice = sliceAt(start); slice * SLICE_BYTES < end; slice += 1) {
      if (!this.windows.has(windowOf(slice))) slice = (windowOf(slice) + 1) * WINDOW_SLICES - 1;
      else if (this.extentWith(slice) !== null)
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
    const extents = this.windows.get(windowOf(slice));
    return extents?.find(({ present }) => present.has(slice % WINDOW_SLICES)) ?? null;
  }

  fillOf(slice: number): Fill | null {
    for (const fill of this.fills) if (fill.covers(slice)) return fill;
    return null;
  }

  addExtent(extent: HotExtent): void {
    const others = this.windows.get(extent.window);
    if (others === undefined) this.windows.set(extent.window, [extent]);
    else others.push(extent);
  }

  removeExtent(extent: HotExtent): void {
    const left = this.windows.get(extent.window)?.filter((other) => other !== extent) ?? [];
    if (left.length === 0) this.windows.delete(extent.window);
    else this.windows.set(extent.window, left);
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
}
