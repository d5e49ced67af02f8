import { RecordingError } from './recording-error.ts';

/** The most rows of anything: nodes have smaller numbers. */
const MOST_ROWS = 2 ** 20;

/** Reads what `ByteWriter` wrote; throws `RecordingError` where there is something else. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RecordingError('Cannot read the recording: it is cut short');
    return byte;
  }

  count(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.byte();
      value += (byte & 127) * weight;
      if (!Number.isSafeInteger(value)) throw new RecordingError('Cannot read the recording: a count is too large');
      if (byte < 128) return value;
    }
  }

  /** The count of rows to come. */
  rows(): number {
    const rows = this.count();
    if (rows > MOST_ROWS) {
      throw new RecordingError(`Cannot read the recording: rows must be at most ${MOST_ROWS}: received ${rows}`);
    }
    return rows;
  }

  double(): number {
    const bytes = this.raw(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }

  raw(count: number): Uint8Array {
    const bytes = this.#bytes.slice(this.#at, this.#at + count);
    if (bytes.length < count) throw new RecordingError('Cannot read the recording: it is cut short');
    this.#at += count;
    return bytes;
  }

  bytes(): Uint8Array {
    return this.raw(this.count());
  }

  text(): string {
    return new TextDecoder().decode(this.bytes());
  }

  sparse(): Float64Array {
    const doubles = new Float64Array(this.rows()).fill(NaN);
    for (let left = this.count(); left > 0; left--) {
      const place = this.count();
      if (place >= doubles.length) throw new RecordingError('Cannot read the recording: a place is out of its row');
      doubles[place] = this.double();
    }
    return doubles;
  }
}
