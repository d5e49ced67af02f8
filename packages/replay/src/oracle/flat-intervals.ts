// Indices come from these arrays themselves, so `!` on a typed array never meets undefined.
import type { Address, Family, Prefix } from '@nearhop/ip';
import type { PrefixRows } from '../prefixes/prefix-rows.ts';

const NONE = -1;

/**
 * What `Intervals` is, for the whole table of one family in flat arrays: disjoint intervals made by one sweep over sorted
 * prefixes and read by bisection. A prefix is told by its rank in the order of first address, then length.
 */
export class FlatIntervals {
  readonly #rows: PrefixRows;
  readonly #width: 1 | 4;
  /** Where each interval begins, ascending: row r has #starts[r * width] and those after it. */
  readonly #starts: Uint32Array;
  /** The innermost prefix of each interval, or -1. */
  readonly #innermost: Int32Array;
  /** The prefix around each prefix, or -1. */
  readonly #enclosing: Int32Array;

  /** `rows` in ascending order, none twice. */
  constructor(rows: PrefixRows) {
    this.#rows = rows;
    this.#width = rows.width;
    this.#enclosing = new Int32Array(rows.count).fill(NONE);
    const starts = new Uint32Array(2 * rows.count * rows.width);
    const innermost = new Int32Array(2 * rows.count);
    let count = 0;
    const begin = (words: Uint32Array | undefined, prefix: number) => {
      if (words === undefined) return; // the end of the family
      if (count > 0 && compareAt(starts, count - 1, words) === 0) count--;
      starts.set(words, count * rows.width);
      innermost[count++] = prefix;
    };
    const open: number[] = [];
    const closeUpTo = (words: Uint32Array | undefined) => {
      for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
        const after = rows.after(inner);
        if (words !== undefined && (after === undefined || compareAt(after, 0, words) > 0)) return;
        open.pop();
        begin(after, open.at(-1) ?? NONE);
      }
    };
    for (let prefix = 0; prefix < rows.count; prefix++) {
      const first = rows.first(prefix);
      closeUpTo(first);
      this.#enclosing[prefix] = open.at(-1) ?? NONE;
      open.push(prefix);
      begin(first, prefix);
    }
    closeUpTo(undefined);
    this.#starts = starts.slice(0, count * rows.width);
    this.#innermost = innermost.slice(0, count);
  }

  get family(): Family {
    return this.#rows.family;
  }

  get count(): number {
    return this.#rows.count;
  }

  /** The innermost prefix that holds an address of the family, or -1. */
  find(address: Address): number {
    let low = 0;
    let high = this.#innermost.length; // the answer is the last start that is not above the address
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isAbove(middle, address)) high = middle;
      else low = middle + 1;
    }
    return low === 0 ? NONE : this.#innermost[low - 1]!;
  }

  /** The prefix around a prefix, or -1. */
  enclosing(prefix: number): number {
    return this.#enclosing[prefix]!;
  }

  lengthOf(prefix: number): number {
    return this.#rows.lengthAt(prefix);
  }

  prefixAt(prefix: number): Prefix {
    return this.#rows.prefixAt(prefix);
  }

  /** The rank of a prefix, or -1 when it is not there. */
  rankOf({ address, length }: Prefix): number {
    for (let prefix = this.find(address); prefix !== NONE; prefix = this.enclosing(prefix)) {
      if (this.lengthOf(prefix) === length) return prefix;
    }
    return NONE;
  }

  #isAbove(start: number, { a, b, c, d }: Address): boolean {
    const starts = this.#starts;
    if (this.#width === 1) return starts[start]! > a;
    const at = start * 4;
    if (starts[at] !== a) return starts[at]! > a;
    if (starts[at + 1] !== b) return starts[at + 1]! > b;
    if (starts[at + 2] !== c) return starts[at + 2]! > c;
    return starts[at + 3]! > d;
  }
}

/** Of the key at an index and another: below 0, 0 or above 0. */
function compareAt(keys: Uint32Array, index: number, words: Uint32Array): number {
  for (let word = 0; word < words.length; word++) {
    const difference = keys[index * words.length + word]! - words[word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
