/**
 * A node looks at 4 bits of the address and is a complete binary tree in an array of 32 slots, after the allotment
 * tables of Y. Hariguchi (ART): index 1 is the node's own prefix, 2i and 2i+1 are the halves of i, 16 to 31 are the
 * leaves. The bits 1010 lead to leaf 16 + 10 = 26; the prefix 101 above it is 26 >> 1 = 13, then 10 is 6, 1 is 3.
 * Index 0 is the position that points here. The root is the same with more bits.
 *
 * A position is an index into the array of all slots; nodes start at multiples of 32, after the root.
 */
export const STRIDE = 4;
export const LEAVES = 1 << STRIDE;
export const NODE_SLOTS = 2 * LEAVES;

/** Where a child starts: its number times 32. */
export function childOf(slot: number): number {
  return (slot >>> 8) * NODE_SLOTS;
}

/** The leaf of a child for the low 4 bits of `bits`: slot >>> 3 is the child's start + 31, whose low 4 bits make way. */
export function leafOf(slot: number, bits: number): number {
  return ((slot >>> 3) & -LEAVES) | (bits & (LEAVES - 1));
}

/** The position above a node's leaf, `levels` bits shorter. */
export function aboveLeaf(leaf: number, levels: number): number {
  return (leaf & -NODE_SLOTS) | ((leaf & (NODE_SLOTS - 1)) >>> levels);
}
