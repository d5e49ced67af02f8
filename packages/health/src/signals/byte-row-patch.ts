import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { RecordingError } from './recording-error.ts';

/** What a reader would expect at a place without being told. */
type Expected = (place: number) => number;

/**
 * Writes a row of bytes as what differs from what is expected: its length, then pairs of runs, so many as expected, so
 * many as written here. A row that is as expected takes five bytes at most.
 */
export function writePatch(writer: ByteWriter, row: Uint8Array, expected: Expected): void {
  writer.count(row.length);
  let place = 0;
  while (place < row.length) {
    const from = place;
    while (place < row.length && row[place] === expected(place)) place++;
    const differsFrom = place;
    while (place < row.length && row[place] !== expected(place)) place++;
    writer.count(differsFrom - from);
    writer.bytes(row.subarray(differsFrom, place));
  }
}

export function readPatch(reader: ByteReader, expected: Expected): Uint8Array {
  const row = new Uint8Array(reader.rows());
  let place = 0;
  while (place < row.length) {
    const differsFrom = place + reader.count();
    for (; place < Math.min(differsFrom, row.length); place++) row[place] = expected(place);
    const written = reader.bytes();
    if (place + written.length > row.length || (written.length === 0 && place < row.length)) {
      throw new RecordingError('Cannot read the recording: runs do not fit their row');
    }
    row.set(written, place);
    place += written.length;
  }
  return row;
}
