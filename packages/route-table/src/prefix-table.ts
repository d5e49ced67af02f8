import type { Address, Prefix } from '@nearhop/ip';

/** Prefixes with a value each, asked for the longest that covers an address. Values are integers from 0 to MAX_VALUE. */
export interface PrefixTable {
  readonly size: number;
  /** Sets a prefix's value; returns the value it had. Throws RangeError on a bad value. */
  insert(prefix: Prefix, value: number): number | undefined;
  /** Removes exactly this prefix; returns the value it had. */
  delete(prefix: Prefix): number | undefined;
  /** The value of exactly this prefix. */
  get(prefix: Prefix): number | undefined;
  /** The match of the longest prefix that covers the address, as `value * 256 + length`, or NO_MATCH. */
  lookup(address: Address): number;
  /** As `lookup`, but only among prefixes shorter than `below` bits: asked with a match's length it gives the next around it. */
  lookupShorter(address: Address, below: number): number;
  /** Whether any entry shares an address with the prefix: covers it, equals it or lies within. */
  overlaps(prefix: Prefix): boolean;
  /** The entries that cover the prefix, itself included, longest first. */
  supernets(prefix: Prefix): IterableIterator<[Prefix, number]>;
  /** The entries within the prefix, itself included, in the order of comparePrefixes. */
  subnets(prefix: Prefix): IterableIterator<[Prefix, number]>;
  /** All entries in the order of comparePrefixes. */
  entries(): IterableIterator<[Prefix, number]>;
}
