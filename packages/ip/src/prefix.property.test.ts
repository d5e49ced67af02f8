import { describe, expect, test } from 'bun:test';
import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { addresses, prefixes } from './testing/address-arbitraries.ts';
import { addressOfValue, addressValue } from './address-value.ts';
import type { Address } from './address.ts';
import { comparePrefixes } from './order.ts';
import { addressBits } from './network-mask.ts';
import { Prefix } from './prefix.ts';

/** A prefix around an address with one bit flipped: as often inside as outside, and just at the border. */
const prefixNearAddress = fc
  .tuple(addresses, fc.nat(), fc.nat())
  .map(([address, lengthSeed, bitSeed]) => {
    const bits = addressBits(address.family);
    const flipped = addressValue(address) ^ (1n << BigInt(bitSeed % bits));
    return { address, prefix: Prefix.containing(addressOfValue(address.family, flipped), lengthSeed % (bits + 1)) };
  })
  .filter(({ address, prefix }) => address.family === prefix.family);

describe('Prefix', () => {
  test('is read back from its text', () => {
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const read = Prefix.parse(prefix.toString());
        expect(read.equals(prefix)).toBe(true);
        expect(read.toString()).toBe(prefix.toString());
      }),
    );
  });

  test('contains the addresses that node:net BlockList finds in it', () => {
    let inside = 0;
    let tried = 0;
    fc.assert(
      fc.property(prefixNearAddress, ({ address, prefix }) => {
        const list = new BlockList();
        list.addSubnet(prefix.address.toString(), prefix.length, familyName(prefix.address));
        const expected = list.check(address.toString(), familyName(address));
        expect(prefix.contains(address)).toBe(expected);
        tried++;
        if (expected) inside++;
      }),
      { numRuns: 500 },
    );
    expect(inside).toBeGreaterThan(50);
    expect(tried - inside).toBeGreaterThan(50);
  });

  test('contains its first and last address and not their outer neighbours', () => {
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const size = 1n << BigInt(addressBits(prefix.family) - prefix.length);
        const first = addressValue(prefix.first());
        expect(prefix.contains(prefix.first())).toBe(true);
        expect(prefix.contains(prefix.last())).toBe(true);
        expect(prefix.last().family).toBe(prefix.family);
        const end = first + size;
        if (first > 0n) expect(prefix.contains(addressOfValue(prefix.family, first - 1n))).toBe(false);
        if (end < 1n << BigInt(addressBits(prefix.family))) {
          expect(prefix.contains(addressOfValue(prefix.family, end))).toBe(false);
        }
      }),
    );
  });

  test('nests, or is disjoint: overlap is containment in one direction, and shows in the order', () => {
    fc.assert(
      fc.property(prefixNearAddress, fc.nat(), ({ address, prefix }, seed) => {
        const other = Prefix.containing(address, seed % (addressBits(address.family) + 1));
        const overlaps = prefix.contains(other) || other.contains(prefix);
        expect(prefix.overlaps(other)).toBe(overlaps);
        expect(other.overlaps(prefix)).toBe(overlaps);
        if (prefix.contains(other)) expect(comparePrefixes(prefix, other)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

function familyName(address: Address): 'ipv4' | 'ipv6' {
  return address.family === 4 ? 'ipv4' : 'ipv6';
}
