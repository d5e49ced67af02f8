import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { addresses, crowdedPrefixes } from './testing/address-arbitraries.ts';
import { addressOfValue, addressValue } from './address-value.ts';
import type { Address } from './address.ts';
import { addressBits } from './network-mask.ts';
import { addressCount, findOverlap } from './prefix-set.ts';
import { Prefix } from './prefix.ts';
import { parsePrefixOrRange, rangeToPrefixes } from './range-arithmetic.ts';

/** Two addresses of a family in order: half the time close together, so that short ranges are as common as long ones. */
const ranges = fc
  .tuple(addresses, addresses, fc.option(fc.integer({ min: 0, max: 1000 })))
  .map(([x, y, near]) => {
    const top = (1n << BigInt(addressBits(x.family))) - 1n;
    const from = addressValue(x);
    const to = near === null && x.family === y.family ? addressValue(y) : from + BigInt(near ?? 0);
    const [first, last] = from <= to ? [from, to] : [to, from];
    return [addressOfValue(x.family, first), addressOfValue(x.family, last < top ? last : top)] as const;
  })
  .filter(([first, last]) => first.family === last.family && !spansMapped(first, last));

describe('rangeToPrefixes', () => {
  test('covers exactly the range, in order', () => {
    fc.assert(
      fc.property(ranges, ([first, last]) => {
        let next = addressValue(first);
        for (const prefix of rangeToPrefixes(first, last)) {
          expect(addressValue(prefix.first())).toBe(next);
          next = addressValue(prefix.last()) + 1n;
        }
        expect(next).toBe(addressValue(last) + 1n);
      }),
    );
  });

  test('covers with the fewest prefixes: no two neighbours are the halves of one', () => {
    fc.assert(
      fc.property(ranges, ([first, last]) => {
        const cover = rangeToPrefixes(first, last);
        for (const [index, prefix] of cover.slice(1).entries()) {
          const before = cover[index];
          if (before?.length !== prefix.length) continue;
          expect(Prefix.containing(prefix.address, prefix.length - 1).contains(before)).toBe(false);
        }
      }),
    );
  });

  test('agrees with parsePrefixOrRange, where ip-num tells single prefixes', () => {
    fc.assert(
      fc.property(ranges, ([first, last]) => {
        const text = `${first.toString()}-${last.toString()}`;
        expect(parsePrefixOrRange(text).join(' ')).toBe(rangeToPrefixes(first, last).join(' '));
      }),
    );
  });

  test('adds up to the size of the range', () => {
    fc.assert(
      fc.property(ranges, ([first, last]) => {
        expect(addressCount(rangeToPrefixes(first, last))).toBe(addressValue(last) - addressValue(first) + 1n);
      }),
    );
  });
});

describe('addressCount', () => {
  test('counts what a set of all addresses counts', () => {
    fc.assert(
      fc.property(crowdedPrefixes, (prefixes) => {
        const all = new Set(prefixes.flatMap(listed));
        expect(addressCount(prefixes)).toBe(BigInt(all.size));
      }),
    );
  });
});

describe('findOverlap', () => {
  test('finds a pair just when the sizes do not add up', () => {
    fc.assert(
      fc.property(crowdedPrefixes, (prefixes) => {
        const pair = findOverlap(prefixes);
        const apart = prefixes.reduce((sum, prefix) => sum + addressCount([prefix]), 0n);
        expect(pair === undefined).toBe(apart === addressCount(prefixes));
        if (pair === undefined) return;
        expect(pair[0].contains(pair[1])).toBe(true);
        expect(prefixes).toContain(pair[0]);
        expect(prefixes).toContain(pair[1]);
      }),
    );
  });
});

/** Every address of a small prefix. */
function listed(prefix: Prefix): string[] {
  const first = addressValue(prefix.first());
  const size = Number(addressValue(prefix.last()) - first) + 1;
  return Array.from({ length: size }, (_, offset) => addressOfValue(prefix.family, first + BigInt(offset)).toString());
}

/** Whether an IPv6 range goes over the IPv4-mapped block, which has examples of its own. */
function spansMapped(first: Address, last: Address): boolean {
  return first.family === 6 && addressValue(first) < 0xffff00000000n && addressValue(last) > 0xfffeffffffffn;
}
