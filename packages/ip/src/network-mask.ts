import { Address, type Family } from './address.ts';

/** Number of bits of an address, which is the longest prefix length. */
export function addressBits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** Mask of the network bits in word `index` (0 to 3) of a prefix of `length` bits: /40 has ffffffff, ff000000, 0, 0. */
export function networkMask(length: number, index: number): number {
  const bits = length - 32 * index;
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0; // a shift by 32 would be a shift by 0
}

/** The address with the bits after `length` cleared. */
export function networkAddress(address: Address, length: number): Address {
  const a = (address.a & networkMask(length, 0)) >>> 0;
  if (address.family === 4) return Address.v4(a);
  const b = (address.b & networkMask(length, 1)) >>> 0;
  const c = (address.c & networkMask(length, 2)) >>> 0;
  const d = (address.d & networkMask(length, 3)) >>> 0;
  return Address.v6(a, b, c, d);
}

/** Whether a bit after `length` is set. */
export function hasHostBits(address: Address, length: number): boolean {
  if ((address.a & ~networkMask(length, 0)) !== 0) return true;
  if (address.family === 4) return false;
  return (
    (address.b & ~networkMask(length, 1)) !== 0 ||
    (address.c & ~networkMask(length, 2)) !== 0 ||
    (address.d & ~networkMask(length, 3)) !== 0
  );
}

/** Whether the first `length` bits of two addresses of one family agree. */
export function sameNetwork(x: Address, y: Address, length: number): boolean {
  return (
    ((x.a ^ y.a) & networkMask(length, 0)) === 0 &&
    ((x.b ^ y.b) & networkMask(length, 1)) === 0 &&
    ((x.c ^ y.c) & networkMask(length, 2)) === 0 &&
    ((x.d ^ y.d) & networkMask(length, 3)) === 0
  );
}
