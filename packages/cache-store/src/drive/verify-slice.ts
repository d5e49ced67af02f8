import { readSync } from 'node:fs';
import { SLICE_BYTES } from '../slices.ts';
import type { OpenExtent } from './open-extent.ts';

/** One Worker verifies one slice at a time. */
const buffer = Buffer.allocUnsafe(SLICE_BYTES);

/** Reads a slice, which brings it into memory, and compares it with its checksum. `bytes`: how long it is. Throws what reading throws. */
export function isSliceGood(extent: OpenExtent, index: number, bytes: number): boolean {
  if (!extent.present.has(index)) return false;
  let filled = 0;
  while (filled < bytes) {
    const read = readSync(extent.descriptor, buffer, filled, bytes - filled, index * SLICE_BYTES + filled);
    if (read === 0) return false;
    filled += read;
  }
  return Bun.hash.crc32(buffer.subarray(0, bytes)) === extent.sums[index];
}
