// Indices are computed from positions that exist, so `!` on a typed array never meets undefined.
import { writeBits } from './address-bits.ts';
import { childOf, LEAVES, NODE_SLOTS, STRIDE } from './node-layout.ts';
import { EMPTY, isChild, isEntry, matchLength, slotMatch } from './slot.ts';
import type { StrideTrie } from './stride-trie.ts';

/**
 * The slots of all entries at and below a position, in the order of comparePrefixes. At each one `words` holds the
 * entry's address; it is overwritten by the next. `words` starts as any address within the position.
 * Throws when the trie is changed meanwhile.
 *
 * It goes from leaf to leaf. A prefix above the leaves comes just before the first of its leaves, which is the one whose
 * index ends in as many zeros as the prefix is bits shorter. The leaves after that hold the same slot, unless something
 * longer begins there: they are passed over.
 */
export function* preOrder(trie: StrideTrie, start: number, words: Uint32Array): Generator<number, undefined> {
  const { changes, slots } = trie;
  let highest = trie.levelsBelow(start);
  const topDepth = trie.depthOf(start) + highest;
  const topEnd = trie.firstLeaf(start) + (1 << highest);
  let leafDepth = topDepth;
  let leaf = trie.firstLeaf(start);
  for (;;) {
    const end = leafDepth === topDepth ? topEnd : nodeEnd(leaf);
    leaf = firstFilled(slots, leaf, end);
    if (leaf === end) {
      if (leafDepth === topDepth) return undefined;
      leaf = slots[end - NODE_SLOTS]! + 1;
      leafDepth -= STRIDE;
      continue;
    }
    const slot = slots[leaf]!;
    const index = trie.indexOf(leaf);
    const nodeDepth = leafDepth - bitCount(index);
    // What a continued leaf would hold itself, its child's index 1 holds.
    const lowest = isChild(slot) ? 1 : 0;
    for (let level = Math.min(highest, trailingZeros(index)); level >= lowest; level--) {
      const above = slots[leaf - index + (index >>> level)]!;
      if (!isEntry(above, leafDepth - level)) continue;
      writeBits(words, nodeDepth, index >>> level, leafDepth - level - nodeDepth);
      yield above;
      if (trie.changes !== changes) throw new Error('Cannot go on: table must not change during iteration: it did');
    }
    highest = 32;
    if (isChild(slot)) {
      writeBits(words, nodeDepth, index, leafDepth - nodeDepth);
      leaf = childOf(slot) + LEAVES;
      leafDepth += STRIDE;
    } else {
      leaf = firstOther(slots, leaf, Math.min(end, coveredEnd(leaf, index, leafDepth - matchLength(slotMatch(slot)))));
    }
  }
}

/** Apart from the generator, whose loops run several times slower. */
function firstFilled(slots: Int32Array, from: number, end: number): number {
  let leaf = from;
  while (leaf < end && slots[leaf] === EMPTY) leaf++;
  return leaf;
}

/** The first leaf, of those before `end` that one prefix covers, that holds something else than it. */
function firstOther(slots: Int32Array, covered: number, end: number): number {
  const slot = slots[covered]!;
  let leaf = covered + 1;
  while (leaf < end && slots[leaf] === slot) leaf++;
  return leaf;
}

/** The position after the leaves, in the node of this one, that are covered by the prefix `levels` bits above it. */
function coveredEnd(leaf: number, index: number, levels: number): number {
  return leaf - index + (index | ((1 << Math.min(levels, bitCount(index))) - 1)) + 1;
}

/** The position after a node; `next` is one of its leaves or that position itself. */
function nodeEnd(next: number): number {
  return ((next - 1) & -NODE_SLOTS) + NODE_SLOTS;
}

/** How many bits lead from a node to an index. */
function bitCount(index: number): number {
  return 31 - Math.clz32(index);
}

function trailingZeros(index: number): number {
  return 31 - Math.clz32(index & -index);
}
