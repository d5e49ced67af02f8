import { ptr } from 'bun:ffi';

/** Whoever has gathered something takes it along when another begins. */
export interface Gatherer {
  /** Copies what it has gathered out of the buffer. */
  spill(): void;
}

/** `write(text, 'utf8')` without its looking for the encoding, and missing from the types. */
interface Utf8Buffer extends Buffer {
  utf8Write(text: string, offset: number): number;
}

const SIZE_BYTES = 65_536;
/** Of UTF-8, for one unit of UTF-16. */
const MOST_BYTES_PER_UNIT = 3;
const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;
/** Larger numbers are rare, and left to the engine. */
const DIGITS = 6;
const MOST_DIGITED = 999_999;

/**
 * Where the answers of one listener are put together as bytes. One buffer for all connections: what one has gathered is nearly
 * always sent before the next is read, and pieces copied to one place cost a third of joining them as text.
 */
export class GatherBuffer {
  readonly bytes = Buffer.allocUnsafeSlow(SIZE_BYTES) as Utf8Buffer;
  /** Of `bytes`, for native code: they do not move. */
  readonly address = ptr(this.bytes);
  sizeBytes = 0;
  owner: Gatherer | undefined;

  /** What is gathered from here on is the new owner's. */
  claim(owner: Gatherer): void {
    if (this.sizeBytes > 0) this.owner?.spill();
    this.owner = owner;
  }

  /** The length of the text in UTF-8, or -1 when there may be no room for it. */
  addText(text: string): number {
    const { sizeBytes } = this;
    if (text.length * MOST_BYTES_PER_UNIT > SIZE_BYTES - sizeBytes) return -1;
    const added = this.bytes.utf8Write(text, sizeBytes);
    this.sizeBytes = sizeBytes + added;
    return added;
  }

  /** As `addText`, of a whole number in decimal. */
  addNumber(value: number): number {
    const { sizeBytes, bytes } = this;
    if (value > MOST_DIGITED || SIZE_BYTES - sizeBytes < DIGITS) return this.addText(String(value));
    let end = sizeBytes + 1;
    for (let bound = 10; value >= bound; bound *= 10) end++;
    let rest = value;
    for (let at = end - 1; at >= sizeBytes; at--) {
      const tens = Math.floor(rest / 10);
      bytes[at] = ZERO + rest - 10 * tens;
      rest = tens;
    }
    this.sizeBytes = end;
    return end - sizeBytes;
  }

  /** Whether there was room. */
  endLine(): boolean {
    const { sizeBytes, bytes } = this;
    if (SIZE_BYTES - sizeBytes < 2) return false;
    bytes[sizeBytes] = CR;
    bytes[sizeBytes + 1] = LF;
    this.sizeBytes = sizeBytes + 2;
    return true;
  }

  /** Whether there was room. */
  addBytes(bytes: Uint8Array): boolean {
    if (bytes.length > SIZE_BYTES - this.sizeBytes) return false;
    this.bytes.set(bytes, this.sizeBytes);
    this.sizeBytes += bytes.length;
    return true;
  }

  /** The bytes from an offset on, as a view. */
  from(offset: number): Uint8Array {
    return this.bytes.subarray(offset, this.sizeBytes);
  }

  clear(): void {
    this.sizeBytes = 0;
  }
}
