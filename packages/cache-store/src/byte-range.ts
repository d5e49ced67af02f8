/** Bytes `start` to `end` of an object; `end` is the first byte after it, null when it goes to the object's end. */
export interface ByteRange {
  readonly start: number;
  readonly end: number | null;
}
