/** The word, of four, that holds the bit at `depth`. */
export function wordAt(depth: number, a: number, b: number, c: number, d: number): number {
  return depth < 64 ? (depth < 32 ? a : b) : depth < 96 ? c : d;
}

/** The 4 bits from `depth` on, in the low bits of the result (the others are not cleared); `depth` is a multiple of 4. */
export function bitsAt(depth: number, a: number, b: number, c: number, d: number): number {
  return wordAt(depth, a, b, c, d) >>> (28 - (depth & 31));
}

/** Sets the `count` bits from `depth` on to the low bits of `bits` and clears all after them. They lie within one word. */
export function writeBits(words: Uint32Array, depth: number, bits: number, count: number): void {
  const at = depth >>> 5;
  const free = 32 - (depth & 31);
  // Shifts are modulo 32: a word that is all free, or a prefix of no bits, needs its own case.
  const kept = free === 32 ? 0 : (words[at] ?? 0) & (-1 << free);
  words.fill(0, at);
  words[at] = count === 0 ? kept : kept | ((bits & ((1 << count) - 1)) << (free - count));
}
