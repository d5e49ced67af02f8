/** Bytes that grow: integers of 7 bits a byte (LEB128), doubles, and rows of both. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  readonly #double = new DataView(new ArrayBuffer(8));

  get length(): number {
    return this.#length;
  }

  /** An integer from 0 to 2^53 - 1. */
  count(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
  }

  byte(value: number): void {
    this.#reserve(1)[this.#length++] = value;
  }

  double(value: number): void {
    this.#double.setFloat64(0, value, true);
    this.raw(new Uint8Array(this.#double.buffer));
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(bytes: Uint8Array): void {
    this.count(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.bytes(new TextEncoder().encode(text));
  }

  /** The doubles that are numbers, with their places. */
  sparse(doubles: Float64Array): void {
    const places = [...doubles.keys()].filter((place) => !Number.isNaN(doubles[place]));
    this.count(doubles.length);
    this.count(places.length);
    for (const place of places) {
      this.count(place);
      this.double(doubles[place] ?? NaN);
    }
  }

  /** A copy of all that was written. */
  finished(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): Uint8Array {
    if (this.#length + count > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + count));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
