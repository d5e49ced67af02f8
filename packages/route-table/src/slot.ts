/**
 * A slot is what a position of the trie holds, 32 bits:
 *
 *     31                    8 7        0
 *     |        payload       |   tag   |
 *
 *     tag 0          empty: no prefix covers this position (the whole slot is 0, as fresh memory is)
 *     tag 1 to 129   the longest prefix covering the position: payload is its value, tag its length + 1
 *     tag 255        child: payload is the number of the node that continues here
 *
 * A filled slot minus one is `value * 256 + length`, an empty one minus one is NO_MATCH: that is what lookups return.
 */
export const EMPTY = 0;
const TAG = 0xff;
const CHILD = 0xff;

/** What a lookup returns when no prefix covers the address. */
export const NO_MATCH = -1;
/** The largest value an entry can carry: values are integers from 0 to this. */
export const MAX_VALUE = 0xff_ff_ff;

/** The value of a match; `match` is not NO_MATCH. */
export function matchValue(match: number): number {
  return match >>> 8;
}

/** The length in bits of the prefix that matched, 0 to 128; `match` is not NO_MATCH. */
export function matchLength(match: number): number {
  return match & 0xff;
}

export function childSlot(node: number): number {
  return (node << 8) | CHILD;
}

export function isChild(slot: number): boolean {
  return (slot & TAG) === CHILD;
}

/** Whether a slot, found at the position of a prefix of `length` bits, is that prefix's own and not of one that covers it. */
export function isEntry(slot: number, length: number): boolean {
  return (slot & TAG) === length + 1;
}

export function filledSlot(value: number, length: number): number {
  return (value << 8) | (length + 1);
}

/** Unsigned, because values of 2^23 and more set the sign bit. */
export function slotMatch(slot: number): number {
  return (slot >>> 0) - 1;
}
