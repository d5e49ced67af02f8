/** The size of the object that an installation is tested with, wherever it is fetched. */
export const TEST_PICTURE_BYTES = 969_710;

const SIDE_PIXELS = 920;
const CLEAR = 0x100;
const END = 0x101;
/** With a clear code this often the decoder's table never grows past 9-bit codes, so the picture's size is known beforehand. */
const PIXELS_PER_CLEAR = 250;
const MAX_BLOCK_BYTES = 255;

/**
 * A GIF89a picture of exactly `TEST_PICTURE_BYTES`, the same bytes each time: concentric rings in 256 blues,
 * and a comment that fills it to the size.
 */
export function testPicture(): Uint8Array {
  const head = [...ascii('GIF89a'), ...word(SIDE_PIXELS), ...word(SIDE_PIXELS), 0xf7, 0, 0, ...palette()];
  const frame = [0x2c, ...word(0), ...word(0), ...word(SIDE_PIXELS), ...word(SIDE_PIXELS), 0, 8];
  const image = inBlocks(encodedPixels());
  const padding = comment(TEST_PICTURE_BYTES - head.length - frame.length - image.length - 1);
  const picture = new Uint8Array(TEST_PICTURE_BYTES);
  let at = 0;
  for (const part of [head, padding, frame, image, [0x3b]]) {
    picture.set(part, at);
    at += part.length;
  }
  return picture;
}

function pixel(x: number, y: number): number {
  return Math.round(Math.hypot(x - SIDE_PIXELS / 2, y - SIDE_PIXELS / 2) * 1.5) & 0xff;
}

function palette(): number[] {
  return Array.from({ length: 256 }, (_, index) => {
    const light = Math.abs(index - 128) * 2;
    return [light >> 2, 64 + (light >> 1), Math.min(255, 120 + (light >> 1))];
  }).flat();
}

/** Every pixel as a literal 9-bit code, least significant bit first (GIF89a, appendix F). */
function encodedPixels(): Uint8Array {
  const pixels = SIDE_PIXELS * SIDE_PIXELS;
  const codes = pixels + Math.ceil(pixels / PIXELS_PER_CLEAR) + 1;
  const bytes = new Uint8Array(Math.ceil((codes * 9) / 8));
  let bit = 0;
  const put = (code: number) => {
    const byte = bit >> 3;
    const shifted = code << (bit & 7);
    bytes[byte] = (bytes[byte] ?? 0) | (shifted & 0xff);
    // The second byte of the last code is always inside: 9 bits never end before it.
    bytes[byte + 1] = shifted >> 8;
    bit += 9;
  };
  for (let index = 0; index < pixels; index++) {
    if (index % PIXELS_PER_CLEAR === 0) put(CLEAR);
    put(pixel(index % SIDE_PIXELS, Math.floor(index / SIDE_PIXELS)));
  }
  put(END);
  return bytes;
}

/** Bytes as GIF sub-blocks: a length before each, a zero after the last. */
function inBlocks(bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(bytes.length + Math.ceil(bytes.length / MAX_BLOCK_BYTES) + 1);
  let at = 0;
  for (let from = 0; from < bytes.length; from += MAX_BLOCK_BYTES) {
    const block = bytes.subarray(from, from + MAX_BLOCK_BYTES);
    framed[at] = block.length;
    framed.set(block, at + 1);
    at += block.length + 1;
  }
  return framed;
}

/** A comment extension that is exactly `sizeBytes` long in all. */
function comment(sizeBytes: number): number[] {
  const introducer = [0x21, 0xfe];
  const text = ascii('Nearhop demo origin: the object that a cache node is tested with. ');
  const blocks: number[] = [];
  let left = sizeBytes - introducer.length - 1;
  while (left > 0) {
    // A block is its length byte and at least one more: never leave a single byte over.
    const size = left - 1 <= MAX_BLOCK_BYTES ? left - 1 : left - MAX_BLOCK_BYTES - 1 === 1 ? 200 : MAX_BLOCK_BYTES;
    blocks.push(size, ...Array.from({ length: size }, (_, index) => text[index % text.length] ?? 0));
    left -= size + 1;
  }
  return [...introducer, ...blocks, 0];
}

function ascii(text: string): number[] {
  return [...Buffer.from(text, 'latin1')];
}

function word(value: number): number[] {
  return [value & 0xff, value >> 8];
}
