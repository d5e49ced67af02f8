import type { Address, Prefix } from '@nearhop/ip';
import { matchValue, RadixTree } from '@nearhop/route-table';
import { InternedLists } from './interned-lists.ts';

const EMPTY: readonly number[] = [];

/** A list of numbers per prefix: the tree holds the index of an interned list. An empty list is no entry. */
export class PrefixLists {
  readonly #tree: RadixTree;
  readonly #lists: InternedLists;

  constructor(tree = new RadixTree(), lists = new InternedLists()) {
    this.#tree = tree;
    this.#lists = lists;
  }

  /** How many prefixes have a list. */
  get size(): number {
    return this.#tree.size;
  }

  get(prefix: Prefix): readonly number[] {
    const index = this.#tree.get(prefix);
    return index === undefined ? EMPTY : this.#lists.at(index);
  }

  /** The list of a match. */
  listOf(match: number): readonly number[] {
    return this.#lists.at(matchValue(match));
  }

  /** The number in the list of a match, when it is the only one; else NOT_ONE. */
  onlyOf(match: number): number {
    return this.#lists.onlyAt(matchValue(match));
  }

  /** The longest prefix around an address, as RadixTree gives it: a match or NO_MATCH. */
  lookup(address: Address): number {
    return this.#tree.lookup(address);
  }

  /** As `lookup`, of the prefixes shorter than `below` bits. */
  lookupShorter(address: Address, below: number): number {
    return this.#tree.lookupShorter(address, below);
  }

  /** Whether an entry covers the prefix, is it, or lies within it. */
  overlaps(prefix: Prefix): boolean {
    return this.#tree.overlaps(prefix);
  }

  put(prefix: Prefix, list: readonly number[]): void {
    const before = list.length === 0 ? this.#tree.delete(prefix) : this.#tree.insert(prefix, this.#lists.acquire(list));
    if (before !== undefined) this.#lists.release(before);
  }

  /** Entries that contain or equal the prefix, longest first. */
  supernets(prefix: Prefix): Iterable<[Prefix, readonly number[]]> {
    return this.#withLists(this.#tree.supernets(prefix));
  }

  /** Entries that equal or lie within the prefix, in the order of `comparePrefixes`. */
  subnets(prefix: Prefix): Iterable<[Prefix, readonly number[]]> {
    return this.#withLists(this.#tree.subnets(prefix));
  }

  /** All entries, in the order of `comparePrefixes`. */
  entries(): Iterable<[Prefix, readonly number[]]> {
    return this.#withLists(this.#tree.entries());
  }

  /** The prefixes with the indexes of their lists, in chunks, as RadixTree makes them. */
  encodeTree(): Iterable<Uint8Array> {
    return this.#tree.encode();
  }

  /** The lists as JSON rows, without the prefixes. */
  listRows(): Iterable<readonly number[] | null> {
    return this.#lists.rows();
  }

  /** Reads what `encodeTree`, its chunks joined, and `listRows` gave. Throws SnapshotError. */
  static decode(tree: Uint8Array, rows: readonly (readonly number[] | null)[]): PrefixLists {
    return new PrefixLists(RadixTree.decode(tree), InternedLists.fromRows(rows));
  }

  *#withLists(entries: Iterable<[Prefix, number]>): Generator<[Prefix, readonly number[]], undefined> {
    for (const [prefix, index] of entries) yield [prefix, this.#lists.at(index)];
  }
}
