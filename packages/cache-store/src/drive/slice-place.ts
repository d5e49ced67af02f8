import { readSync, writeSync } from 'node:fs';
import { offsetInFile } from '../slices.ts';
import type { OpenExtent } from './open-extent.ts';

const COPY_BYTES = 65_536;

/** Where the bytes of a slice go: into an extent's file, or one in memory. The offset in both is the same. */
export type SlicePlace =
  { readonly kind: 'extent'; readonly extent: OpenExtent } | { readonly kind: 'memory'; readonly descriptor: number };

export function descriptorOf(place: SlicePlace): number {
  return place.kind === 'extent' ? place.extent.descriptor : place.descriptor;
}

/** Writes all, or throws; `written` tells how much, for then. */
export function writeAll(
  descriptor: number,
  bytes: Uint8Array,
  offset: number,
  written: (bytes: number) => void,
): void {
  let done = 0;
  while (done < bytes.length) {
    const now = writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
    done += now;
    written(now);
  }
}

/** Copies the first bytes of a slice from one file to the other. */
export function copySlice(from: number, to: number, slice: number, bytes: number): void {
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  const start = offsetInFile(slice);
  for (let done = 0; done < bytes; done += COPY_BYTES) {
    const piece = buffer.subarray(0, Math.min(COPY_BYTES, bytes - done));
    if (readSync(from, piece, 0, piece.length, start + done) < piece.length) {
      throw new Error('Cannot read back what was just written: the file is shorter');
    }
    writeAll(to, piece, start + done, () => undefined);
  }
}
