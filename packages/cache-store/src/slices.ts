/** The unit of fetch and checksum. */
export const SLICE_BYTES = 1_048_576;
/** An extent lies in one window: 64 aligned slices. A byte's place in the file is its place in the window. */
export const WINDOW_SLICES = 64;
export const WINDOW_BYTES = SLICE_BYTES * WINDOW_SLICES;
/** What file systems allot at once. */
const BLOCK_BYTES = 4_096;

export function sliceAt(position: number): number {
  return Math.floor(position / SLICE_BYTES);
}

/** The first slice boundary at or after the position. */
export function sliceCeiling(position: number): number {
  return Math.ceil(position / SLICE_BYTES) * SLICE_BYTES;
}

export function windowOf(slice: number): number {
  return Math.floor(slice / WINDOW_SLICES);
}

/** Where a slice begins in its extent's file. */
export function offsetInFile(slice: number): number {
  return (slice % WINDOW_SLICES) * SLICE_BYTES;
}

/** Where a slice ends in the object. */
export function sliceEnd(slice: number, lengthBytes: number | null): number {
  const end = (slice + 1) * SLICE_BYTES;
  return lengthBytes === null ? end : Math.min(end, lengthBytes);
}

export function wholeBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
