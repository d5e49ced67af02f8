import { Address, Prefix } from '@nearhop/ip';
import * as fc from 'fast-check';
import { MAX_VALUE } from '@nearhop/route-table';

/**
 * Addresses that share most of their bits, and prefixes around them: uniform random prefixes almost never nest. Each
 * address is one of few with at most two bits turned, so any two part at any depth.
 */
const TRUNKS = [
  '10.1.2.3',
  '203.0.113.255',
  '2001:db8:1:2:3:4:5:6',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '::1',
].map((text) => Address.parse(text));

/** Where nodes, the roots and words begin and end, and one bit beside. */
const EDGE_LENGTHS = [0, 1, 15, 16, 17, 19, 20, 21, 23, 24, 25, 28, 31, 32, 33, 48, 63, 64, 65, 96, 124, 127, 128];

export function nearbyAddress(): fc.Arbitrary<Address> {
  return fc
    .tuple(fc.constantFrom(...TRUNKS), fc.array(fc.nat(127), { maxLength: 2 }))
    .map(([trunk, bits]) => bits.reduce(turned, trunk));
}

export function nestedPrefix(): fc.Arbitrary<Prefix> {
  return fc.tuple(nearbyAddress(), fc.oneof(fc.constantFrom(...EDGE_LENGTHS), fc.nat(128))).map(([address, length]) => {
    const bits = address.family === 4 ? 32 : 128;
    return Prefix.containing(address, Math.min(length, bits));
  });
}

/** Few small values, so that neighbours often carry the same, and the extremes. */
export function tableValue(): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(2), fc.constant(MAX_VALUE), fc.nat(MAX_VALUE));
}

/** Different prefixes with values. */
export function tableEntries(maxLength: number): fc.Arbitrary<[Prefix, number][]> {
  return fc.uniqueArray(fc.tuple(nestedPrefix(), tableValue()), {
    maxLength,
    selector: ([prefix]) => prefix.toString(),
  });
}

function turned({ family, a, b, c, d }: Address, bit: number): Address {
  if (family === 4) return Address.v4((a ^ (1 << (bit % 32))) >>> 0);
  const words: [number, number, number, number] = [a, b, c, d];
  const at = (bit >>> 5) as 0 | 1 | 2 | 3;
  words[at] = (words[at] ^ (1 << (bit & 31))) >>> 0;
  return Address.v6(...words);
}
