/** The bytes of a made-up object: any range of them, without the rest. */
export function madeBytes(seed: number, start: number, end: number): Buffer {
  const firstWord = Math.floor(start / 4);
  const words = new Uint32Array(Math.ceil(end / 4) - firstWord);
  for (let index = 0; index < words.length; index += 1) {
    const mixed = Math.imul((firstWord + index) ^ Math.imul(seed, 0x85ebca6b), 0x9e3779b1);
    words[index] = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  }
  return Buffer.from(words.buffer).subarray(start - firstWord * 4, end - firstWord * 4);
}
