/**
 * Room that the index may come to need between two looks at it: its log (128 pages and one transaction), new pages. Not counted as
 * used, but never given away.
 */
const INDEX_ROOM_BYTES = 4 * 1_048_576;

/** The bound of a drive: what is allotted and what is promised never exceed its size. */
export class Space {
  readonly sizeBytes: number;
  /** Allotted to files, and promised to fills. */
  #filesBytes: number;
  #indexBytes = 0;

  constructor(sizeBytes: number, filesBytes: number) {
    this.sizeBytes = sizeBytes;
    this.#filesBytes = filesBytes;
  }

  get usedBytes(): number {
    return this.#filesBytes + this.#indexBytes;
  }

  get indexBytes(): number {
    return this.#indexBytes;
  }

  set indexBytes(bytes: number) {
    this.#indexBytes = bytes;
  }

  /** How much is missing before so many bytes could be promised; 0 or less: none. */
  lacking(bytes: number): number {
    return this.usedBytes + bytes + INDEX_ROOM_BYTES - this.sizeBytes;
  }

  /** Promises bytes. False when there is no room. */
  reserve(bytes: number): boolean {
    if (this.lacking(bytes) > 0) return false;
    this.#filesBytes += bytes;
    return true;
  }

  /** Takes back a promise, or what a file had that is gone. */
  release(bytes: number): void {
    this.#filesBytes -= bytes;
  }

  /** A file turned out larger or smaller than promised. */
  correct(bytes: number): void {
    this.#filesBytes += bytes;
  }
}
