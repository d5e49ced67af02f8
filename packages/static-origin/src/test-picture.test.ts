import { describe, expect, test } from 'bun:test';
import { TEST_PICTURE_BYTES, testPicture } from './test-picture.ts';

describe('testPicture', () => {
  const picture = testPicture();

  test('has the size of the test object, to the byte', () => {
    expect(picture.length).toBe(969_710);
    expect(TEST_PICTURE_BYTES).toBe(969_710);
  });

  test('is the same each time', () => {
    expect(Buffer.compare(testPicture(), picture)).toBe(0);
  });

  test('is a GIF whose blocks lead exactly to its trailer and whose codes decode to every pixel', () => {
    expect(decode(picture)).toEqual({ width: 920, height: 920, pixels: 920 * 920, comments: 1 });
  });
});

/** A reader of the few GIF features that the picture uses, which counts the pixels that its codes yield. */
function decode(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer);
  expect(Buffer.from(bytes.subarray(0, 6)).toString()).toBe('GIF89a');
  let at = 13 + 3 * 256;
  let comments = 0;
  let pixels = 0;
  for (;;) {
    const kind = view.getUint8(at);
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      expect(view.getUint8(at + 1)).toBe(0xfe);
      comments += 1;
      at = blocks(view, at + 2).end;
    } else {
      expect(kind).toBe(0x2c);
      expect(view.getUint8(at + 10)).toBe(8);
      const { data, end } = blocks(view, at + 11);
      pixels += countLiterals(data);
      at = end;
    }
  }
  expect(at).toBe(bytes.length - 1);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), pixels, comments };
}

function blocks(view: DataView, from: number): { data: number[]; end: number } {
  const data: number[] = [];
  let at = from;
  for (let size = view.getUint8(at); size > 0; size = view.getUint8(at)) {
    for (let index = 1; index <= size; index++) data.push(view.getUint8(at + index));
    at += size + 1;
  }
  return { data, end: at + 1 };
}

function countLiterals(data: readonly number[]): number {
  let literals = 0;
  let sinceClear = 0;
  for (let bit = 0; ; bit += 9) {
    const pair = (data[bit >> 3] ?? 0) | ((data[(bit >> 3) + 1] ?? 0) << 8);
    const code = (pair >> (bit & 7)) & 0x1ff;
    if (code === 0x101) return literals;
    sinceClear = code === 0x100 ? 0 : sinceClear + 1;
    if (code !== 0x100) literals += 1;
    // A decoder adds a table entry per literal but the first: past 511 it would read 10-bit codes.
    expect(0x101 + sinceClear).toBeLessThan(512);
  }
}
