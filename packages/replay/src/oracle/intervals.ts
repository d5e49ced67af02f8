import type { Address, Prefix } from '@nearhop/ip';

/** An address as one number: exact for IPv4 as a number, for IPv6 as a bigint. Keys of one family compare with `<`. */
type Key = number | bigint;

/** A block and those around it, innermost first. */
export interface Nest<T> {
  readonly prefix: Prefix;
  readonly value: T;
  readonly enclosing: Nest<T> | undefined;
}

interface FamilyIntervals<T> {
  /** Where each interval begins, ascending; it ends where the next begins. */
  readonly starts: Key[];
  /** The innermost block of each interval, if any. */
  readonly nests: (Nest<T> | undefined)[];
}

/**
 * The blocks of a table as disjoint intervals of addresses, each with the blocks that cover it: built by one sweep over
 * the sorted block edges, read by bisection. It judges route tables, so it has nothing in common with a tree.
 */
export class Intervals<T> {
  readonly #v4: FamilyIntervals<T>;
  readonly #v6: FamilyIntervals<T>;

  /** Each prefix at most once. */
  constructor(blocks: Iterable<readonly [prefix: Prefix, value: T]>) {
    const all = [...blocks];
    this.#v4 = sweep(all.filter(([prefix]) => prefix.family === 4));
    this.#v6 = sweep(all.filter(([prefix]) => prefix.family === 6));
  }

  /** The innermost block that holds the address, which leads to the others. */
  find(address: Address): Nest<T> | undefined {
    const { starts, nests } = address.family === 4 ? this.#v4 : this.#v6;
    const key = keyOf(address);
    let low = 0;
    let high = starts.length; // the answer is the last start that is not above the key
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as Key) <= key) low = middle + 1;
      else high = middle;
    }
    return nests[low - 1];
  }
}

function sweep<T>(blocks: readonly (readonly [Prefix, T])[]): FamilyIntervals<T> {
  const edges = blocks.map(([prefix, value]) => ({ prefix, value, start: keyOf(prefix.address), end: endOf(prefix) }));
  // Of two that begin together the larger comes first, so that a block is opened after all that enclose it.
  edges.sort((x, y) => (x.start < y.start ? -1 : x.start > y.start ? 1 : x.prefix.length - y.prefix.length));
  const starts: Key[] = [];
  const nests: (Nest<T> | undefined)[] = [];
  const open: { nest: Nest<T>; end: Key }[] = [];
  const begin = (start: Key, nest: Nest<T> | undefined) => {
    if (starts.at(-1) === start) {
      nests[nests.length - 1] = nest;
      return;
    }
    starts.push(start);
    nests.push(nest);
  };
  const closeUpTo = (start: Key) => {
    for (let innermost = open.at(-1); innermost !== undefined && innermost.end <= start; innermost = open.at(-1)) {
      open.pop();
      begin(innermost.end, open.at(-1)?.nest);
    }
  };
  for (const { prefix, value, start, end } of edges) {
    closeUpTo(start);
    const nest = { prefix, value, enclosing: open.at(-1)?.nest };
    open.push({ nest, end });
    begin(start, nest);
  }
  closeUpTo(edges.reduce<Key>((last, { end }) => (end > last ? end : last), 0));
  return { starts, nests };
}

function keyOf(address: Address): Key {
  if (address.family === 4) return address.a;
  return (((((BigInt(address.a) << 32n) | BigInt(address.b)) << 32n) | BigInt(address.c)) << 32n) | BigInt(address.d);
}

/** The first key after the block. */
function endOf(prefix: Prefix): Key {
  const start = keyOf(prefix.address);
  return typeof start === 'number' ? start + 2 ** (32 - prefix.length) : start + (1n << BigInt(128 - prefix.length));
}
