// Rows stay below the number of rows, so `!` on a typed array never meets undefined.
import { Address, Prefix, type Family } from '@nearhop/ip';

/**
 * Prefixes of one family as numbers in two flat arrays: a table of a million prefixes would be many million objects, and
 * collecting those stops a load generator for half a second.
 */
export class PrefixRows {
  readonly family: Family;
  /** Words of an address: 1 for IPv4, 4 for IPv6. Row r has words[r * width] and those after it. */
  readonly width: 1 | 4;
  #words: Uint32Array;
  #lengths: Uint8Array;
  #count = 0;

  constructor(family: Family) {
    this.family = family;
    this.width = family === 4 ? 1 : 4;
    this.#words = new Uint32Array(64 * this.width);
    this.#lengths = new Uint8Array(64);
  }

  get count(): number {
    return this.#count;
  }

  /** Returns its row. */
  push({ address, length }: Prefix): number {
    const row = this.#count++;
    if (row === this.#lengths.length) this.#grow();
    this.#lengths[row] = length;
    this.#words[row * this.width] = address.a;
    if (this.width === 4) this.#words.set([address.b, address.c, address.d], row * 4 + 1);
    return row;
  }

  lengthAt(row: number): number {
    return this.#lengths[row]!;
  }

  prefixAt(row: number): Prefix {
    const at = row * this.width;
    const words = this.#words;
    const address =
      this.width === 1
        ? Address.v4(words[at]!)
        : Address.v6(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
    return Prefix.of(address, this.#lengths[row]!);
  }

  /** Rows by first address, of equal ones the larger prefix first. */
  compare(row: number, other: number): number {
    const { width } = this;
    const words = this.#words;
    for (let index = 0; index < width; index++) {
      const difference = words[row * width + index]! - words[other * width + index]!;
      if (difference !== 0) return difference;
    }
    return this.#lengths[row]! - this.#lengths[other]!;
  }

  /** All rows in that order. */
  sorted(): Uint32Array {
    return Uint32Array.from({ length: this.#count }, (_, row) => row).sort((row, other) => this.compare(row, other));
  }

  /** The words of the first address of a row. */
  first(row: number): Uint32Array {
    return this.#words.slice(row * this.width, (row + 1) * this.width);
  }

  /** The words of the address after the last of a row, or undefined when that is the end of the family. */
  after(row: number): Uint32Array | undefined {
    const words = this.first(row);
    const length = this.#lengths[row]!;
    if (length === 0) return undefined;
    // Adds 1 at the prefix's last bit, and carries.
    let add = 2 ** (31 - ((length - 1) % 32));
    for (let index = (length - 1) >>> 5; index >= 0; index--) {
      const sum = words[index]! + add;
      words[index] = sum >>> 0;
      if (sum < 2 ** 32) return words;
      add = 1;
    }
    return undefined;
  }

  #grow(): void {
    const [words, lengths] = [this.#words, this.#lengths];
    this.#words = new Uint32Array(words.length * 2);
    this.#lengths = new Uint8Array(lengths.length * 2);
    this.#words.set(words);
    this.#lengths.set(lengths);
  }
}
