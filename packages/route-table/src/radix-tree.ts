import { Address, Prefix } from '@nearhop/ip';
import { preOrder } from './pre-order.ts';
import type { PrefixTable } from './prefix-table.ts';
import { EMPTY, isEntry, matchLength, matchValue, NO_MATCH, slotMatch } from './slot.ts';
import { checkedWords, readSnapshot, writeSnapshot } from './snapshot.ts';
import { StrideTrie } from './stride-trie.ts';
import { checkValue } from './table-value.ts';

export interface RadixTreeOptions {
  /** Most memory one family may take, at least 8 MiB; 512 MiB unless given. Untouched memory costs nothing. */
  readonly limitBytes?: number;
}

const DEFAULT_LIMIT_BYTES = 512 * 2 ** 20;

/**
 * Longest-prefix match over IPv4 and IPv6, each in a trie of its own. Changes take effect at once and one by one; any
 * lookup between two changes sees a whole table. `subnets`, `entries` and `encode` throw when the table changes under them.
 */
export class RadixTree implements PrefixTable {
  // IPv4 pays 8 MiB for a root of 20 bits, which leaves one node to read for a /24. IPv6 blocks share their first bits.
  readonly #v4: StrideTrie;
  readonly #v6: StrideTrie;

  constructor(options: RadixTreeOptions = {}) {
    const limitBytes = options.limitBytes ?? DEFAULT_LIMIT_BYTES;
    this.#v4 = new StrideTrie(20, 32, limitBytes);
    this.#v6 = new StrideTrie(16, 128, limitBytes);
  }

  /** Reads what `encode` wrote, its chunks joined. Throws SnapshotError. */
  static decode(bytes: Uint8Array, options: RadixTreeOptions = {}): RadixTree {
    const words = checkedWords(bytes);
    const tree = new RadixTree(options);
    readSnapshot(words, tree.#v4, tree.#v6);
    return tree;
  }

  get size(): number {
    return this.#v4.size + this.#v6.size;
  }

  get size4(): number {
    return this.#v4.size;
  }

  get size6(): number {
    return this.#v6.size;
  }

  /** Bytes addressed by both tries, the root's untouched pages included. */
  get memoryBytes(): number {
    return this.#v4.byteLength + this.#v6.byteLength;
  }

  /** Throws RangeError on a bad value and TableFullError at the memory limit; the table is then as it was. */
  insert(prefix: Prefix, value: number): number | undefined {
    checkValue(prefix, value);
    const { a, b, c, d } = prefix.address;
    return entryValue(this.#trieOf(prefix).insert(prefix.length, value, a, b, c, d));
  }

  delete(prefix: Prefix): number | undefined {
    const { a, b, c, d } = prefix.address;
    return entryValue(this.#trieOf(prefix).delete(prefix.length, a, b, c, d));
  }

  get(prefix: Prefix): number | undefined {
    const { a, b, c, d } = prefix.address;
    const trie = this.#trieOf(prefix);
    const slot = trie.slots[trie.locate(prefix.length, a, b, c, d)] ?? EMPTY;
    return isEntry(slot, prefix.length) ? entryValue(slot) : undefined;
  }

  lookup(address: Address): number {
    const { a, b, c, d } = address;
    return address.family === 4 ? this.#v4.lookup1(a) : this.#v6.lookup4(a, b, c, d);
  }

  /** `lookup` of an IPv4 address, a uint32. */
  lookup4(address: number): number {
    return this.#v4.lookup1(address);
  }

  /** `lookup` of an IPv6 address, four uint32 words, most significant first. */
  lookup6(a: number, b: number, c: number, d: number): number {
    return this.#v6.lookup4(a, b, c, d);
  }

  lookupShorter(address: Address, below: number): number {
    if (below <= 0) return NO_MATCH;
    const { a, b, c, d } = address;
    const trie = this.#trieOf(address);
    return slotMatch(trie.slots[trie.locate(below - 1, a, b, c, d)] ?? EMPTY);
  }

  overlaps(prefix: Prefix): boolean {
    const { a, b, c, d } = prefix.address;
    return this.#trieOf(prefix).overlaps(prefix.length, a, b, c, d);
  }

  *supernets(prefix: Prefix): Generator<[Prefix, number], undefined> {
    let match = this.lookupShorter(prefix.address, prefix.length + 1);
    while (match !== NO_MATCH) {
      yield [Prefix.containing(prefix.address, matchLength(match)), matchValue(match)];
      match = this.lookupShorter(prefix.address, matchLength(match));
    }
  }

  *subnets(prefix: Prefix): Generator<[Prefix, number], undefined> {
    const trie = this.#trieOf(prefix);
    const { a, b, c, d } = prefix.address;
    const start = trie.locate(prefix.length, a, b, c, d);
    // The trie may end above the prefix, at a leaf that covers it: then nothing lies within.
    if (trie.depthOf(start) < prefix.length) return;
    const words = Uint32Array.of(a, b, c, d);
    for (const slot of preOrder(trie, start, words)) {
      const match = slotMatch(slot);
      yield [Prefix.of(addressOf(prefix, words), matchLength(match)), matchValue(match)];
    }
  }

  *entries(): Generator<[Prefix, number], undefined> {
    yield* this.subnets(EVERY_V4);
    yield* this.subnets(EVERY_V6);
  }

  /**
   * The entries as bytes, 8 for each IPv4 and 20 for each IPv6 prefix: equal tables give equal bytes, in equal chunks.
   * Each chunk is made when it is asked for, in well under a millisecond, and is the caller's. Throws when the table
   * changes before the last one.
   */
  encode(): Generator<Uint8Array, undefined> {
    return writeSnapshot(this.#v4, this.#v6);
  }

  #trieOf(of: Address | Prefix): StrideTrie {
    return of.family === 4 ? this.#v4 : this.#v6;
  }
}

const EVERY_V4 = Prefix.of(Address.v4(0), 0);
const EVERY_V6 = Prefix.of(Address.v6(0, 0, 0, 0), 0);

function entryValue(slot: number): number | undefined {
  return slot === EMPTY ? undefined : matchValue(slot);
}

function addressOf({ family }: Prefix, words: Uint32Array): Address {
  const [a = 0, b = 0, c = 0, d = 0] = words;
  return family === 4 ? Address.v4(a) : Address.v6(a, b, c, d);
}
