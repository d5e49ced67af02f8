import type { FromDrive } from '../wire/from-drive.ts';
import type { FillBoard } from '../wire/fill-board.ts';
import type { ObjectRecord } from '../wire/records.ts';
import { offsetInFile, SLICE_BYTES, sliceAt, sliceEnd, WINDOW_SLICES } from '../slices.ts';
import type { Drive } from './drive.ts';
import { errorCode } from './drive-files.ts';
import { ExtentCursor } from './extent-cursor.ts';
import { FillFault } from './fill-fault.ts';
import type { MemorySlices } from './memory-slices.ts';
import type { OpenExtent } from './open-extent.ts';
import { copySlice, descriptorOf, type SlicePlace, writeAll } from './slice-place.ts';

export interface SinkOptions {
  readonly fill: number;
  readonly board: FillBoard;
  /** Where it is stored; null: nowhere, it is passed through memory. */
  readonly stored: { readonly drive: Drive; readonly object: ObjectRecord } | null;
  readonly from: number;
  readonly lengthBytes: number | null;
}

export interface SinkDependencies {
  readonly memory: MemorySlices;
  readonly tell: (message: FromDrive) => void;
  /** A file could not be written. */
  readonly trouble: (error: unknown) => void;
  /** Resolves when a slice may be held in memory, or rejects with what ended the fill; `skip`: nobody wants it any more. */
  readonly turn: (slice: number) => Promise<'hold' | 'skip'>;
}

/** Takes the bytes of a fill in order, and puts each slice in its place. What cannot be stored goes through memory from there on. */
export class SliceSink {
  readonly #options: SinkOptions;
  readonly #dependencies: SinkDependencies;
  #position: number;
  #mode: 'store' | 'memory';
  #place: SlicePlace | 'skipped' | null = null;
  readonly #extents: ExtentCursor | null;
  /** The main thread knows that slices are in it. */
  #told: OpenExtent | null = null;
  #sum = 0;

  constructor(options: SinkOptions, dependencies: SinkDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#position = options.from;
    this.#mode = options.stored === null ? 'memory' : 'store';
    const { stored } = options;
    this.#extents = stored && new ExtentCursor(stored.drive, stored.object, dependencies.trouble);
    options.board.position = options.from;
  }

  get position(): number {
    return this.#position;
  }

  /** Whether all of it was stored. */
  get isStored(): boolean {
    return this.#mode === 'store';
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const left = sliceEnd(sliceAt(this.#position), this.#options.lengthBytes) - this.#position;
      if (left <= 0) throw new FillFault('BODY_LONG', 'The body is longer than the object');
      this.#place ??= await this.#placeFor(sliceAt(this.#position));
      const piece = bytes.subarray(at, at + left);
      await this.#put(piece);
      at += piece.length;
      if (piece.length === left) this.#completeSlice();
    }
  }

  /** Nothing more comes. What is no whole slice, nor the object's end, is not there. */
  finish(): void {
    const { lengthBytes } = this.#options;
    const isWhole = lengthBytes === null || this.#position === sliceEnd(sliceAt(this.#position - 1), lengthBytes);
    if (this.#place !== null && isWhole) this.#completeSlice();
  }

  /** Nothing more is written: files are as long as they will be. */
  close(): void {
    this.#leaveExtent();
  }

  async #put(piece: Uint8Array): Promise<void> {
    const slice = sliceAt(this.#position);
    let left = piece;
    if (this.#place !== 'skipped' && this.#place !== null) {
      const offset = () => offsetInFile(slice) + (this.#position % SLICE_BYTES);
      const advance = (bytes: number) => {
        this.#sum = Bun.hash.crc32(left.subarray(0, bytes), this.#sum);
        left = left.subarray(bytes);
        this.#advance(bytes);
      };
      try {
        writeAll(descriptorOf(this.#place), left, offset(), advance);
      } catch (error) {
        if (this.#place.kind === 'memory') throw error;
        if (await this.#isWorthAnother(error)) return this.#put(left);
        this.#moveToMemory(slice);
        return this.#put(left);
      }
      if (this.#place.kind === 'extent') this.#countWritten(piece.length);
    } else this.#advance(left.length);
  }

  /** Whether room could be made on a full disk. */
  async #isWorthAnother(error: unknown): Promise<boolean> {
    this.#dependencies.trouble(error);
    const { stored } = this.#options;
    const isFull = errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT';
    return isFull && stored !== null && stored.drive.room.evictSome() > 0;
  }

  /** What was written of the slice is copied: those who read it go on in memory, at the same place. */
  #moveToMemory(slice: number): void {
    const { memory } = this.#dependencies;
    const begun = this.#position - Math.max(slice * SLICE_BYTES, this.#options.from);
    const descriptor = memory.create();
    if (begun > 0 && this.#place !== 'skipped' && this.#place !== null) {
      copySlice(descriptorOf(this.#place), descriptor, slice, begun);
    }
    this.#leaveExtent();
    this.#mode = 'memory';
    this.#enter(slice, { kind: 'memory', descriptor });
  }

  async #placeFor(slice: number): Promise<SlicePlace | 'skipped'> {
    this.#sum = 0;
    const { stored } = this.#options;
    if (this.#mode === 'store' && this.#extents !== null) {
      const extent = await this.#extents.moveTo(slice);
      if (extent !== null) return this.#enter(slice, { kind: 'extent', extent });
      this.#leaveExtent();
      this.#mode = 'memory';
    }
    if (stored !== null) stored.drive.tally.unstoredSlices += 1;
    if ((await this.#dependencies.turn(slice)) === 'skip') return 'skipped';
    return this.#enter(slice, { kind: 'memory', descriptor: this.#dependencies.memory.create() });
  }

  #countWritten(bytes: number): void {
    const { stored } = this.#options;
    if (stored !== null) stored.drive.tally.writtenBytes += bytes;
  }

  #enter(slice: number, place: SlicePlace): SlicePlace {
    this.#place = place;
    const { fill, board } = this.#options;
    const extent = place.kind === 'extent' ? place.extent : null;
    if (extent === null || this.#told !== extent) {
      const descriptor = descriptorOf(place);
      this.#dependencies.tell({ kind: 'segment', fill, slice, descriptor, extent: extent?.view ?? null });
      board.countSegment();
    }
    this.#told = extent;
    return place;
  }

  #completeSlice(): void {
    const slice = sliceAt(this.#position - 1);
    const { stored } = this.#options;
    if (this.#place !== null && this.#place !== 'skipped' && this.#place.kind === 'extent' && stored !== null) {
      const { extent } = this.#place;
      stored.drive.extents.complete(extent, slice % WINDOW_SLICES, this.#sum);
      this.#dependencies.tell({ kind: 'slice', object: extent.object, extent: extent.number, slice });
    }
    this.#place = null;
  }

  #advance(bytes: number): void {
    this.#position += bytes;
    const { board, fill } = this.#options;
    board.position = this.#position;
    if (board.takeWait()) this.#dependencies.tell({ kind: 'advanced', fill });
  }

  #leaveExtent(): void {
    this.#told = null;
    this.#extents?.leave();
  }
}
