// Indices are 24 and 8 bits of an address, or counted while filling, so `!` on a typed array never meets undefined.
import type { Prefix } from '@nearhop/ip';

const EMPTY = -1;
const TAIL = 0xff;

/**
 * The bound for IPv4: a slot for each of the 2^24 /24 blocks and 256 more where longer prefixes lie (Gupta, Lin, McKeown,
 * "Routing Lookups in Hardware at Memory Access Speeds", 1998). 64 MiB, built once: it can neither delete nor say what a
 * longer prefix hides.
 */
export class Dir248 {
  readonly #blocks = new Int32Array(2 ** 24).fill(EMPTY);
  readonly #tails: Int32Array;

  constructor(entries: readonly (readonly [Prefix, number])[]) {
    const byLength = entries.toSorted(([x], [y]) => x.length - y.length);
    const longest = new Set(entries.filter(([{ length }]) => length > 24).map(([{ address }]) => address.a >>> 8));
    this.#tails = new Int32Array(256 * longest.size);
    let tailCount = 0;
    for (const [{ address, length }, value] of byLength) {
      const slot = (value << 8) | length;
      const block = address.a >>> 8;
      if (length <= 24) {
        this.#blocks.fill(slot, block, block + 2 ** (24 - length));
        continue;
      }
      if (!isTail(this.#blocks[block]!)) {
        this.#tails.fill(this.#blocks[block]!, 256 * tailCount, 256 * (tailCount + 1));
        this.#blocks[block] = (tailCount++ << 8) | TAIL;
      }
      const first = tailAt(this.#blocks[block]!, address.a);
      this.#tails.fill(slot, first, first + 2 ** (32 - length));
    }
  }

  /** As RadixTree.lookup4. */
  lookup(address: number): number {
    const slot = this.#blocks[address >>> 8]!;
    const found = isTail(slot) ? this.#tails[tailAt(slot, address)]! : slot;
    return found === EMPTY ? EMPTY : found >>> 0;
  }
}

function isTail(slot: number): boolean {
  return (slot & 0xff) === TAIL && slot !== EMPTY;
}

function tailAt(slot: number, address: number): number {
  return (slot >>> 8) * 256 + (address & 0xff);
}
