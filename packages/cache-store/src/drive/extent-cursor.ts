import { SLICE_BYTES, sliceEnd, wholeBlocks, WINDOW_SLICES, windowOf } from '../slices.ts';
import type { ObjectRecord } from '../wire/records.ts';
import type { Drive } from './drive.ts';
import { errorCode } from './drive-files.ts';
import type { OpenExtent } from './open-extent.ts';

/** Room that was made may be taken by another fill: it is made again so often. */
const TRIES = 4;

/** The extent into which a fill writes: it moves from one to the next as slices come. */
export class ExtentCursor {
  readonly #drive: Drive;
  readonly #object: ObjectRecord;
  readonly #trouble: (error: unknown) => void;
  #extent: OpenExtent | null = null;

  /** `trouble` is told when a file cannot be made. */
  constructor(drive: Drive, object: ObjectRecord, trouble: (error: unknown) => void) {
    this.#drive = drive;
    this.#object = object;
    this.#trouble = trouble;
  }

  /** One that has room for the slice; null when there is none to be had, or its object is gone. */
  async moveTo(slice: number): Promise<OpenExtent | null> {
    const index = slice % WINDOW_SLICES;
    const bytes = wholeBlocks(sliceEnd(slice, this.#object.version.lengthBytes) - slice * SLICE_BYTES);
    const current = this.#extent;
    if (current === null || current.window !== windowOf(slice) || !current.canTake(index)) this.leave();
    try {
      const extent = await this.#withRoom(bytes, () => this.#reserve(slice, index, bytes));
      if (extent === null) return null;
      this.#extent = extent;
      extent.written.add(index);
      return extent;
    } catch (error) {
      if (!/^E[A-Z]/.test(errorCode(error))) throw error;
      this.#trouble(error);
      return null;
    }
  }

  /** Nothing more is written into it by this fill. */
  leave(): void {
    const extent = this.#extent;
    this.#extent = null;
    if (extent === null) return;
    this.#drive.extents.settle(extent);
    if (extent.writers === 0 && extent.present.isEmpty) this.#drive.objects.dropExtent(extent.number);
  }

  #reserve(slice: number, index: number, bytes: number): OpenExtent | null {
    const { extents } = this.#drive;
    if (this.#extent !== null) return extents.extend(this.#extent, bytes) ? this.#extent : null;
    return extents.forWriting(this.#object.id, windowOf(slice), index, bytes);
  }

  async #withRoom(bytes: number, reserve: () => OpenExtent | null): Promise<OpenExtent | null> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      // Purged, replaced or evicted meanwhile: nothing of it is kept.
      if (!this.#drive.objects.has(this.#object.id)) return null;
      const extent = reserve();
      if (extent !== null) return extent;
      if (!(await this.#drive.room.make(bytes + SLICE_BYTES))) return null;
    }
    return null;
  }
}
