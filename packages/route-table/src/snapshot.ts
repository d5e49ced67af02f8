// Loops stay within lengths that were checked, so `!` on a typed array never meets undefined.
import { preOrder } from './pre-order.ts';
import { SnapshotError } from './snapshot-error.ts';
import { matchLength, matchValue, slotMatch } from './slot.ts';
import type { StrideTrie } from './stride-trie.ts';

/**
 * The form of a table on disk: little-endian uint32 words.
 *
 *     magic "NHRT" · version · count of IPv4 entries · count of IPv6 entries
 *     address, value * 256 + length                     for each IPv4 entry, in the order of comparePrefixes
 *     a, b, c, d, value * 256 + length                  for each IPv6 entry, likewise
 *     checksum of all words before it
 *
 * Entries, not the trie's memory: a fifth of the size, the same bytes for the same table, and a reader that trusts no
 * pointer from a file. The checksum guards against accidents, not against someone who writes the file; it comes last
 * because a writer that goes step by step knows it last.
 */
const MAGIC = 0x5452484e;
const VERSION = 1;
const HEADER_WORDS = 4;
const V4_WORDS = 2;
const V6_WORDS = 5;
const CHECKSUM_WORDS = 1;

/** Of the real table a twentieth of a millisecond's work, of /128s far from one another one or two milliseconds'. */
const ENTRIES_PER_CHUNK = 512;

/** Two tries as bytes, each chunk made when it is asked for. Throws when a trie is changed meanwhile. */
export function* writeSnapshot(v4: StrideTrie, v6: StrideTrie): Generator<Uint8Array, undefined> {
  const [changes4, changes6] = [v4.changes, v6.changes];
  let sum = EMPTY_CHECKSUM;
  for (const words of wordChunks(v4, v6)) {
    sum = checksum(words, sum);
    yield new Uint8Array(words.buffer);
    if (v4.changes !== changes4 || v6.changes !== changes6)
      throw new Error('Cannot go on: table must not change while it is encoded: it did');
  }
  yield new Uint8Array(Uint32Array.of(sum).buffer);
}

function* wordChunks(v4: StrideTrie, v6: StrideTrie): Generator<Uint32Array<ArrayBuffer>, undefined> {
  yield Uint32Array.of(MAGIC, VERSION, v4.size, v6.size);
  yield* entryChunks(v4, V4_WORDS);
  yield* entryChunks(v6, V6_WORDS);
}

function* entryChunks(trie: StrideTrie, entryWords: number): Generator<Uint32Array<ArrayBuffer>, undefined> {
  const address = new Uint32Array(4);
  const slots = preOrder(trie, 1, address);
  for (let left = trie.size; left > 0; left -= ENTRIES_PER_CHUNK) {
    const words = new Uint32Array(entryWords * Math.min(left, ENTRIES_PER_CHUNK));
    writeEntries(words, entryWords, slots, address);
    yield words;
  }
}

/** Fills `words` with the next entries. Apart from the generators, whose loops run several times slower. */
function writeEntries(
  words: Uint32Array,
  entryWords: number,
  slots: Iterator<number, undefined>,
  address: Uint32Array,
): void {
  for (let at = 0; at < words.length;) {
    const slot = slots.next().value!; // there are as many as the trie counts
    for (let word = 0; word < entryWords - 1; word++) words[at++] = address[word]!;
    words[at++] = slotMatch(slot);
  }
}

/** Fills two empty tries with what `checkedWords` found whole. Throws SnapshotError. */
export function readSnapshot(words: Uint32Array, v4: StrideTrie, v6: StrideTrie): void {
  const [, , count4 = 0, count6 = 0] = words;
  const start6 = HEADER_WORDS + V4_WORDS * count4;
  for (let at = HEADER_WORDS; at < start6; at += V4_WORDS) {
    const match = words[at + 1]!;
    v4.insert(checkedLength(match, 32), matchValue(match), words[at]!, 0, 0, 0);
  }
  const end = start6 + V6_WORDS * count6;
  for (let at = start6; at < end; at += V6_WORDS) {
    const match = words[at + 4]!;
    v6.insert(checkedLength(match, 128), matchValue(match), words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
  }
  if (v4.size !== count4 || v6.size !== count6) {
    throw new SnapshotError(
      `Cannot read snapshot: each prefix must stand once: received ${count4 + count6 - v4.size - v6.size} twice`,
    );
  }
}

export function checkedWords(bytes: Uint8Array): Uint32Array {
  const leastBytes = 4 * (HEADER_WORDS + CHECKSUM_WORDS);
  if (bytes.length < leastBytes) {
    throw new SnapshotError(
      `Cannot read snapshot: it must have at least ${leastBytes} bytes: received ${bytes.length}`,
    );
  }
  const wordCount = Math.floor(bytes.length / 4);
  // A Buffer's own `slice` would not copy.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, wordCount);
  const [magic, version, count4 = 0, count6 = 0] = words;
  if (magic !== MAGIC) throw new SnapshotError('Cannot read snapshot: it must start with "NHRT": received other data');
  if (version !== VERSION)
    throw new SnapshotError(`Cannot read snapshot: Got v${version} data when expected v${VERSION}`);
  const byteCount = 4 * (HEADER_WORDS + V4_WORDS * count4 + V6_WORDS * count6 + CHECKSUM_WORDS);
  if (bytes.length !== byteCount) {
    throw new SnapshotError(
      `Cannot read snapshot: ${count4} and ${count6} entries must take ${byteCount} bytes: received ${bytes.length}`,
    );
  }
  const expected = words[wordCount - 1]!;
  const received = checksum(words.subarray(0, -CHECKSUM_WORDS), EMPTY_CHECKSUM);
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

const EMPTY_CHECKSUM = 0x811c9dc5;

/**
 * FNV-1a (RFC 9923) over words instead of bytes, going on from what stood before them. A change within one word never
 * goes unseen: each step is a bijection.
 */
function checksum(words: Uint32Array, before: number): number {
  let hash = before;
  for (let at = 0; at < words.length; at++) hash = Math.imul(hash ^ words[at]!, 0x01000193);
  return hash >>> 0;
}
