import { SliceSet } from '../slice-set.ts';
import type { ExtentView } from '../wire/records.ts';
import type { ExtentRecord } from './extent-rows.ts';

/** An extent whose file is open. The main thread says when it may be closed. */
export class OpenExtent {
  readonly number: number;
  readonly object: number;
  readonly window: number;
  readonly descriptor: number;
  readonly present: SliceSet;
  /** Slices into which something was written: never again. */
  readonly written: SliceSet;
  readonly sums: Uint32Array;
  /** Counted against the drive: allotted, and promised to those who write. */
  bytes: number;
  /** What the row says of it, and the totals with it. */
  savedBytes: number;
  isSealed: boolean;
  writers = 0;
  /** Without row and name: lives as long as it is open. */
  isGone = false;

  constructor(record: ExtentRecord, descriptor: number) {
    this.number = record.number;
    this.object = record.object;
    this.window = record.window;
    this.present = record.present;
    this.written = new SliceSet(...record.present.words);
    this.sums = record.sums;
    this.bytes = record.bytes;
    this.savedBytes = record.bytes;
    this.isSealed = record.isSealed;
    this.descriptor = descriptor;
  }

  canTake(index: number): boolean {
    return !this.isSealed && !this.isGone && !this.written.has(index);
  }

  get view(): ExtentView {
    return { number: this.number, window: this.window, present: this.present.words };
  }

  get record(): ExtentRecord {
    const { number, object, window, present, sums, bytes, isSealed } = this;
    return { number, object, window, present, sums, bytes, isSealed, isFilling: this.writers > 0 };
  }
}
