import * as fc from 'fast-check';
import { Address } from '../address.ts';
import { Prefix } from '../prefix.ts';

/* What the property tests draw from. Small words are as likely as any, so that runs of zeros and neighbours are common. */

const word = fc.oneof(
  fc.constantFrom(0, 1, 0xffff, 0x10000, 0x80000000, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);

export const v4Addresses = word.map((value) => Address.v4(value));

export const v6Addresses = fc
  .tuple(word, word, word, word)
  .map(([a, b, c, d]) => Address.v6(a, b, c, d))
  .filter((address) => address.family === 6);

export const addresses = fc.oneof(v4Addresses, v6Addresses);

export const prefixes = fc.oneof(
  fc.tuple(v4Addresses, fc.integer({ min: 0, max: 32 })).map(([address, length]) => Prefix.containing(address, length)),
  fc
    .tuple(v6Addresses, fc.integer({ min: 0, max: 128 }))
    .map(([address, length]) => Prefix.containing(address, length)),
);

/** Prefixes of one space of 64 addresses in either family: nearly all sets of them overlap. */
export const crowdedPrefixes = fc.array(
  fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 26, max: 32 }))
      .map(([offset, length]) => Prefix.containing(Address.v4(0x02000000 + offset), length)),
    fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 122, max: 128 }))
      .map(([offset, length]) => Prefix.containing(Address.v6(0x2a000000, 0, 0, offset), length)),
  ),
  { maxLength: 24 },
);
