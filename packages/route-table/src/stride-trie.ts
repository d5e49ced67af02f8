// Indices are computed from positions that exist, so `!` on a typed array never meets undefined.
import { bitsAt, wordAt } from './address-bits.ts';
import { aboveLeaf, childOf, leafOf, NODE_SLOTS, STRIDE } from './node-layout.ts';
import { NodeMemory } from './node-memory.ts';
import { EMPTY, filledSlot, isChild, isEntry, slotMatch } from './slot.ts';

/**
 * One family's prefixes, in nodes as `node-layout.ts` draws them. Addresses are four uint32 words (IPv4: the first).
 *
 * Every position holds the longest prefix that covers it: a lookup reads one leaf per node and stops at the first that
 * is no child. A position whose slot names its own depth is an entry, and nothing else is stored: what stands one bit
 * above is what an entry hides and a delete restores. A leaf that goes on holds the child, and the child's index 1 what
 * the leaf would hold. A node exists only while it holds an entry below its index 1, or a child.
 */
export class StrideTrie {
  readonly #rootBits: number;
  readonly #rootSlots: number;
  readonly #nodesPerPath: number;
  readonly #memory: NodeMemory;
  #size = 0;
  #changes = 0;

  constructor(rootBits: number, addressBits: number, limitBytes: number) {
    this.#rootBits = rootBits;
    this.#rootSlots = 2 << rootBits;
    this.#nodesPerPath = (addressBits - rootBits) / STRIDE;
    this.#memory = new NodeMemory(this.#rootSlots, limitBytes);
  }

  get size(): number {
    return this.#size;
  }

  /** Counts changes, so that an iteration can tell that it was overtaken. */
  get changes(): number {
    return this.#changes;
  }

  get byteLength(): number {
    return this.#memory.slots.byteLength;
  }

  /** Another array after an insert. */
  get slots(): Int32Array {
    return this.#memory.slots;
  }

  /** The match of the longest prefix that covers an address of one word. */
  lookup1(a: number): number {
    const { slots } = this.#memory;
    let slot = slots[this.#rootLeaf(a)]!;
    let shift = 32 - this.#rootBits - STRIDE;
    while (isChild(slot)) {
      slot = slots[leafOf(slot, a >>> shift)]!;
      shift -= STRIDE;
    }
    return slotMatch(slot);
  }

  /** The match of the longest prefix that covers an address of four words. */
  lookup4(a: number, b: number, c: number, d: number): number {
    const { slots } = this.#memory;
    let slot = slots[this.#rootLeaf(a)]!;
    let depth = this.#rootBits;
    let word = a;
    while (isChild(slot)) {
      if ((depth & 31) === 0) word = wordAt(depth, a, b, c, d);
      slot = slots[leafOf(slot, word >>> (28 - (depth & 31)))]!;
      depth += STRIDE;
    }
    return slotMatch(slot);
  }

  /** The position of the address's first `length` bits; where no node is that deep, the leaf that covers them. */
  locate(length: number, a: number, b: number, c: number, d: number): number {
    const { slots } = this.#memory;
    let position = this.#rootLeaf(a);
    if (length < this.#rootBits) return position >>> (this.#rootBits - length);
    for (let depth = this.#rootBits; isChild(slots[position]!); depth += STRIDE) {
      position = leafOf(slots[position]!, bitsAt(depth, a, b, c, d));
      if (length - depth < STRIDE) return aboveLeaf(position, depth + STRIDE - length);
    }
    return position;
  }

  /** Sets a prefix; returns the slot that it replaces, or EMPTY if that very prefix was not there. */
  insert(length: number, value: number, a: number, b: number, c: number, d: number): number {
    // First and for the whole path, so that a refused growth leaves the trie as it was.
    this.#memory.reserve(this.#nodesPerPath);
    const position = this.#open(length, a, b, c, d);
    const before = this.slots[position]!;
    this.#replace(position, before, filledSlot(value, length));
    this.#changes++;
    if (isEntry(before, length)) return before;
    this.#size++;
    return EMPTY;
  }

  /** Removes a prefix; returns its slot, or EMPTY if that very prefix was not there. */
  delete(length: number, a: number, b: number, c: number, d: number): number {
    const position = this.locate(length, a, b, c, d);
    const before = this.slots[position]!;
    if (!isEntry(before, length)) return EMPTY;
    this.#replace(position, before, this.#cover(position));
    this.#collapse(position);
    this.#changes++;
    this.#size--;
    return before;
  }

  /** Whether an entry covers the prefix, is it, or lies within it. */
  overlaps(length: number, a: number, b: number, c: number, d: number): boolean {
    const position = this.locate(length, a, b, c, d);
    const first = this.firstLeaf(position);
    const end = first + (1 << this.levelsBelow(position));
    for (let leaf = first; leaf < end; leaf++) if (this.slots[leaf] !== EMPTY) return true;
    return false;
  }

  /** A position's index in its node. */
  indexOf(position: number): number {
    return position < this.#rootSlots ? position : position & (NODE_SLOTS - 1);
  }

  /** How many bits lead to a position. */
  depthOf(position: number): number {
    const index = this.indexOf(position);
    const depth = 31 - Math.clz32(index);
    return position === index ? depth : depth + this.depthOf(this.slots[position - index]!);
  }

  /** How many bits a position lies above the leaves of its node. */
  levelsBelow(position: number): number {
    const leafBits = position < this.#rootSlots ? this.#rootBits : STRIDE;
    return leafBits - 31 + Math.clz32(this.indexOf(position));
  }

  /** The first of the leaves below a position in its node; there are 2 to the power of `levelsBelow`. */
  firstLeaf(position: number): number {
    const index = this.indexOf(position);
    return position - index + (index << this.levelsBelow(position));
  }

  #rootLeaf(a: number): number {
    return (1 << this.#rootBits) | (a >>> (32 - this.#rootBits));
  }

  /** As `locate`, but makes the nodes that are missing on the way. */
  #open(length: number, a: number, b: number, c: number, d: number): number {
    const { slots } = this.#memory;
    let position = this.#rootLeaf(a);
    if (length < this.#rootBits) return position >>> (this.#rootBits - length);
    for (let depth = this.#rootBits; ; depth += STRIDE) {
      if (!isChild(slots[position]!)) {
        if (depth === length) return position;
        this.#memory.allocate(position);
      }
      position = leafOf(slots[position]!, bitsAt(depth, a, b, c, d));
      if (length - depth < STRIDE) return aboveLeaf(position, depth + STRIDE - length);
    }
  }

  /** Writes `after` wherever `before` covers, from a position that it covers down. */
  #replace(position: number, before: number, after: number): void {
    const { slots } = this.#memory;
    const index = this.indexOf(position);
    const levels = this.levelsBelow(position);
    for (let level = 0; level <= levels; level++) {
      const first = position - index + (index << level);
      for (let at = first; at < first + (1 << level); at++) {
        const slot = slots[at]!;
        if (slot === before) slots[at] = after;
        else if (isChild(slot) && slots[childOf(slot) + 1] === before) this.#replace(childOf(slot) + 1, before, after);
      }
    }
  }

  /** The slot one bit above: what covers a position besides its own entry. */
  #cover(position: number): number {
    const index = this.indexOf(position);
    if (index > 1) return this.slots[position - index + (index >>> 1)]!;
    return position === index ? EMPTY : this.#cover(this.slots[position - index]!);
  }

  /** Gives back the nodes that hold nothing of their own, from a position upwards. */
  #collapse(position: number): void {
    const { slots } = this.#memory;
    for (let at = position; at >= this.#rootSlots;) {
      const node = at & -NODE_SLOTS;
      const inherited = slots[node + 1]!;
      for (let index = 2; index < NODE_SLOTS; index++) if (slots[node + index] !== inherited) return;
      at = slots[node]!;
      slots[at] = inherited;
      this.#memory.free(node);
    }
  }
}
