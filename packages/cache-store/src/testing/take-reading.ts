import { readSync } from 'node:fs';
import type { Reading, StoredPart } from '../stored-object.ts';

/** All bytes of a reading, as the server sends them: as far as they go, then as they come. `cut` when a part failed. */
export async function takeReading(reading: Reading): Promise<Buffer | 'cut'> {
  const pieces: Buffer[] = [];
  try {
    for (const part of reading.parts) {
      const piece = await takePart(part);
      if (piece === null) return 'cut';
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } finally {
    reading.close();
  }
}

async function takePart(part: StoredPart): Promise<Buffer | null> {
  const bytes = Buffer.alloc(part.end - part.offset);
  let at = part.offset;
  while (at < part.end) {
    const available = part.available();
    if (available === 'failed') return null;
    if (available <= at) {
      await new Promise<void>((resolve) => {
        part.onAdvance(resolve);
      });
      continue;
    }
    const read = readSome(part.descriptor, bytes, at - part.offset, available - at, at);
    if (read === 0) return null;
    at += read;
  }
  return bytes;
}

/** 0 at the end, and when the drive cannot read. */
function readSome(descriptor: number, into: Buffer, offset: number, bytes: number, position: number): number {
  try {
    return readSync(descriptor, into, offset, bytes, position);
  } catch {
    return 0;
  }
}
