const BYTES_PER_WORD = 4;

/** Bytes that differ from place to place and from seed to seed, the same each time: a misplaced range shows. */
export function madeBytes(sizeBytes: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(sizeBytes / BYTES_PER_WORD));
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return Buffer.from(words.buffer, 0, sizeBytes);
}
