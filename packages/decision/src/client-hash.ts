/**
 * MurmurHash3_x86_32 (A. Appleby, public domain) of 12 bytes: the uint32 words `high`, `low` and `node`, each
 * little-endian. Returns a uint32.
 */
function murmur3(seed: number, high: number, low: number, node: number): number {
  let hash = mixed(mixed(mixed(seed, high), low), node) ^ 12;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixed(hash: number, word: number): number {
  const scrambled = Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotated(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

const HIGH_SEED = 0;
const LOW_SEED = 0x9e3779b9;

/**
 * Where a client and a node meet on the open interval (0, 1), evenly and independently for each node, the same in every
 * process and version: (52 bits + 0.5) / 2^52, the upper 26 bits from the hash with seed 0, the lower 26 from that
 * with seed 0x9e3779b9, of each hash its upper 26. The half keeps both ends out and is exact in a double.
 */
export function meetingPoint(high: number, low: number, node: number): number {
  const upper = murmur3(HIGH_SEED, high, low, node) >>> 6;
  const lower = murmur3(LOW_SEED, high, low, node) >>> 6;
  return (upper * 2 ** 26 + lower + 0.5) / 2 ** 52;
}
