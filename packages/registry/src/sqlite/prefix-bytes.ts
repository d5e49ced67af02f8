import type { Address, Prefix } from '@nearhop/ip';

/** An address as its 4 or 16 bytes, most significant first: `memcmp` order is address order. */
export function addressBytes({ family, a, b, c, d }: Address): Uint8Array {
  const bytes = new Uint8Array(family === 4 ? 4 : 16);
  putWord(bytes, 0, a);
  if (family === 4) return bytes;
  putWord(bytes, 4, b);
  putWord(bytes, 8, c);
  putWord(bytes, 12, d);
  return bytes;
}

/** The greatest address of a prefix: `10.0.0.0/9` gives `0a 7f ff ff`. */
export function lastBytes({ address, length }: Prefix): Uint8Array {
  const bytes = addressBytes(address);
  const whole = length >>> 3;
  if (whole === bytes.length) return bytes;
  bytes[whole] = (bytes[whole] ?? 0) | (0xff >>> (length & 7));
  return bytes.fill(0xff, whole + 1);
}

/** How many leading bits two addresses of one family share. */
export function commonBits(x: Address, y: Address): number {
  if (x.a !== y.a) return Math.clz32(x.a ^ y.a);
  if (x.family === 4) return 32;
  if (x.b !== y.b) return 32 + Math.clz32(x.b ^ y.b);
  if (x.c !== y.c) return 64 + Math.clz32(x.c ^ y.c);
  return 96 + Math.clz32(x.d ^ y.d);
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}
