// A `!` stands only on reads of bytes at an index that was bounded just before.
import type { Refusal } from './refusal.ts';

const CR = 0x0d;
const LF = 0x0a;
const MAX_SIZE_DIGITS = 8;

export type ChunkedBody =
  | { readonly kind: 'complete'; readonly end: number; readonly body: Buffer }
  /** Nothing more can be told before there are so many bytes in all. */
  | { readonly kind: 'partial'; readonly wantedBytes: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * The chunked body that begins at `from` (RFC 9112 section 7.1). Chunk extensions and trailers are refused: nobody who asks a
 * cache needs them, and readers differ on how they end.
 */
export function readChunkedBody(bytes: Buffer, from: number, maxBodyBytes: number): ChunkedBody {
  const parts: Buffer[] = [];
  let at = from;
  let total = 0;
  for (;;) {
    let size = 0;
    let digits = 0;
    for (; at < bytes.length; at++, digits++) {
      const digit = hexDigit(bytes[at]!);
      if (digit === -1) break;
      if (digits === MAX_SIZE_DIGITS) return { kind: 'refused', refusal: 'body' };
      size = size * 16 + digit;
    }
    const line = endOfLine(bytes, at);
    if (line === 'partial') return { kind: 'partial', wantedBytes: bytes.length + 1 };
    if (line === 'wrong' || digits === 0) return { kind: 'refused', refusal: 'body' };
    at += 2;
    total += size;
    if (total > maxBodyBytes) return { kind: 'refused', refusal: 'body-too-large' };
    const ending = endOfLine(bytes, at + size);
    if (ending === 'partial') return { kind: 'partial', wantedBytes: Math.max(at + size, bytes.length) + 1 };
    if (ending === 'wrong') return { kind: 'refused', refusal: 'body' };
    if (size === 0) return { kind: 'complete', end: at + 2, body: Buffer.concat(parts) };
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

function endOfLine(bytes: Buffer, at: number): 'end' | 'partial' | 'wrong' {
  if (at >= bytes.length) return 'partial';
  if (bytes[at] !== CR) return 'wrong';
  if (at + 1 >= bytes.length) return 'partial';
  return bytes[at + 1] === LF ? 'end' : 'wrong';
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
