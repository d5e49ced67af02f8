import type { Address, Prefix } from '@nearhop/ip';

/**
 * Longest-prefix match told without a tree and without packages/route-table: a sweep over the sorted prefixes cuts the
 * address space into disjoint intervals, each with the longest prefix there, and bisection finds the interval.
 */
export class IntervalOracle {
  readonly #v4: Intervals<number>;
  readonly #v6: Intervals<bigint>;

  /** Of a prefix that occurs twice, the later counts. */
  constructor(entries: Iterable<readonly [Prefix, number]>) {
    const [v4, v6]: [Span<number>[], Span<bigint>[]] = [[], []];
    for (const [prefix, value] of entries) {
      const match = value * 256 + prefix.length;
      if (prefix.family === 4) {
        const first = prefix.address.a;
        v4.push({ first, end: first + 2 ** (32 - prefix.length), length: prefix.length, match });
      } else {
        const first = bigintOf(prefix.address);
        v6.push({ first, end: first + (1n << BigInt(128 - prefix.length)), length: prefix.length, match });
      }
    }
    this.#v4 = disjoint(v4);
    this.#v6 = disjoint(v6);
  }

  /** `value * 256 + length` of the longest prefix that covers the address, or -1. */
  lookup(address: Address): number {
    return address.family === 4 ? bisect(this.#v4, address.a) : bisect(this.#v6, bigintOf(address));
  }
}

/** A prefix as numbers; `end` is the first address after it. */
interface Span<T> {
  readonly first: T;
  readonly end: T;
  readonly length: number;
  readonly match: number;
}

/** matches[i] holds from starts[i] up to the next start; of equal starts the last counts. */
interface Intervals<T> {
  readonly starts: T[];
  readonly matches: number[];
}

function disjoint<T extends number | bigint>(spans: Span<T>[]): Intervals<T> {
  spans.sort((x, y) => (x.first < y.first ? -1 : x.first > y.first ? 1 : x.length - y.length));
  const starts: T[] = [];
  const matches: number[] = [];
  const open: Span<T>[] = [];
  const begin = (start: T, match: number): void => {
    starts.push(start);
    matches.push(match);
  };
  const closeUpTo = (first?: T): void => {
    for (let top = open.at(-1); top !== undefined && isOver(top, first); top = open.at(-1)) {
      open.pop();
      begin(top.end, open.at(-1)?.match ?? -1);
    }
  };
  for (const span of spans) {
    closeUpTo(span.first);
    begin(span.first, span.match);
    open.push(span);
  }
  closeUpTo();
  return { starts, matches };
}

function isOver<T extends number | bigint>(span: Span<T>, by?: T): boolean {
  return by === undefined || span.end <= by;
}

function bisect<T extends number | bigint>({ starts, matches }: Intervals<T>, at: T): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = starts[middle];
    if (start !== undefined && start <= at) low = middle + 1;
    else high = middle;
  }
  return matches[low - 1] ?? -1;
}

function bigintOf({ a, b, c, d }: Address): bigint {
  return (((((BigInt(a) << 32n) | BigInt(b)) << 32n) | BigInt(c)) << 32n) | BigInt(d);
}
