// Loops stay within lengths that were checked, so `!` on a typed array never meets undefined.
import { preOrder } from './pre-order.ts';
import { SnapshotError } from './snapshot-error.ts';
import { matchLength, matchValue, slotMatch } from './slot.ts';
import type { StrideTrie } from './stride-trie.ts';

/**
 * The form of a table on disk: little-endian uint32 words.
 *
 *     magic "NHRT" · version · count of IPv4 entries · count of IPv6 entries · checksum
 *     address, value * 256 + length                     for each IPv4 entry, in the order of comparePrefixes
 *     a, b, c, d, value * 256 + length                  for each IPv6 entry, likewise
 *
 * Entries, not the trie's memory: a fifth of the size, the same bytes for the same table, and a reader that trusts no
 * pointer from a file. The checksum guards against accidents, not against someone who writes the file.
 */
const MAGIC = 0x5452484e;
const VERSION = 1;
const HEADER_WORDS = 5;
const V4_WORDS = 2;
const V6_WORDS = 5;

export function writeSnapshot(v4: StrideTrie, v6: StrideTrie): Uint8Array {
  const words = new Uint32Array(HEADER_WORDS + V4_WORDS * v4.size + V6_WORDS * v6.size);
  words.set([MAGIC, VERSION, v4.size, v6.size]);
  let at = HEADER_WORDS;
  const address = new Uint32Array(4);
  for (const slot of preOrder(v4, 1, address)) {
    words[at++] = address[0]!;
    words[at++] = slotMatch(slot);
  }
  address.fill(0);
  for (const slot of preOrder(v6, 1, address)) {
    words.set(address, at);
    words[at + 4] = slotMatch(slot);
    at += V6_WORDS;
  }
  words[4] = checksum(words);
  return new Uint8Array(words.buffer);
}

/** Fills two empty tries. Throws SnapshotError. */
export function readSnapshot(bytes: Uint8Array, v4: StrideTrie, v6: StrideTrie): void {
  const words = checkedWords(bytes);
  const [, , count4 = 0, count6 = 0] = words;
  const start6 = HEADER_WORDS + V4_WORDS * count4;
  for (let at = HEADER_WORDS; at < start6; at += V4_WORDS) {
    const match = words[at + 1]!;
    v4.insert(checkedLength(match, 32), matchValue(match), words[at]!, 0, 0, 0);
  }
  for (let at = start6; at < words.length; at += V6_WORDS) {
    const match = words[at + 4]!;
    v6.insert(checkedLength(match, 128), matchValue(match), words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
  }
  if (v4.size !== count4 || v6.size !== count6) {
    throw new SnapshotError(
      `Cannot read snapshot: each prefix must stand once: received ${count4 + count6 - v4.size - v6.size} twice`,
    );
  }
}

function checkedWords(bytes: Uint8Array): Uint32Array {
  if (bytes.length < HEADER_WORDS * 4) {
    throw new SnapshotError(
      `Cannot read snapshot: it must have at least ${HEADER_WORDS * 4} bytes: received ${bytes.length}`,
    );
  }
  const wordCount = Math.floor(bytes.length / 4);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, wordCount);
  const [magic, version, count4 = 0, count6 = 0, expected] = words;
  if (magic !== MAGIC) throw new SnapshotError('Cannot read snapshot: it must start with "NHRT": received other data');
  if (version !== VERSION)
    throw new SnapshotError(`Cannot read snapshot: Got v${version} data when expected v${VERSION}`);
  const byteCount = 4 * (HEADER_WORDS + V4_WORDS * count4 + V6_WORDS * count6);
  if (bytes.length !== byteCount) {
    throw new SnapshotError(
      `Cannot read snapshot: ${count4} and ${count6} entries must take ${byteCount} bytes: received ${bytes.length}`,
    );
  }
  const received = checksum(words);
  if (received !== expected) {
    throw new SnapshotError(`Cannot read snapshot: checksum must be ${expected}: received ${received}`);
  }
  return words;
}

function checkedLength(match: number, addressBits: number): number {
  const length = matchLength(match);
  if (length <= addressBits) return length;
  throw new SnapshotError(`Cannot read snapshot: length must be 0 to ${addressBits}: received ${length}`);
}

/** FNV-1a (RFC 9923) over words instead of bytes, its own place left out. A change within one word never goes unseen: each step is a bijection. */
function checksum(words: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at++) if (at !== 4) hash = Math.imul(hash ^ words[at]!, 0x01000193);
  return hash >>> 0;
}
