import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { addresses, prefixes } from './testing/address-arbitraries.ts';
import { Address } from './address.ts';
import { Prefix } from './prefix.ts';
import { specialUse, specialUseOverlap, specialUses } from './special-use.ts';

describe('specialUse', () => {
  test('names every listed range at its first and last address', () => {
    expect(specialUses.length).toBeGreaterThanOrEqual(38);
    for (const { prefix } of specialUses) {
      for (const address of [prefix.first(), prefix.last()]) {
        expect(specialUse(address)?.prefix.contains(address)).toBe(true);
      }
    }
  });

  test.each([
    ['10.1.2.3', 'Private-Use'],
    ['127.0.1.5', 'Loopback'],
    ['::ffff:127.0.0.1', 'Loopback'],
    ['100.127.255.255', 'Shared Address Space'],
    ['169.254.169.254', 'Link Local'],
    ['168.63.129.16', 'Azure platform services'],
    ['255.255.255.255', 'Reserved'],
    ['::', 'Unspecified Address'],
    ['::1', 'Loopback Address'],
    ['::7f00:1', 'IPv4-Compatible IPv6 Address'],
    ['::ffff:0:127.0.0.1', 'IPv4-Translated Address'],
    ['64:ff9b::7f00:1', 'IPv4-IPv6 Translation'],
    ['64:ff9b:1:ffff::1', 'IPv4-IPv6 Translation'],
    ['2002:7f00:1::', '6to4'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['2001:2::1', 'IETF Protocol Assignments'],
    ['fd12::1', 'Unique-Local'],
    ['fe80::1', 'Link-Local Unicast'],
    ['ff02::1', 'Multicast'],
  ])('says of %s: %s', (text, name) => {
    expect(specialUse(Address.parse(text))?.name).toBe(name);
  });

  test.each(['1.1.1.1', '9.255.255.255', '11.0.0.0', '126.255.255.255', '128.0.0.0', '172.32.0.0', '168.63.129.17'])(
    'says nothing of public %s',
    (text) => {
      expect(specialUse(Address.parse(text))).toBeUndefined();
    },
  );

  test.each([
    '2001:200::',
    '2003::1',
    '2a00:1450::1',
    '2620:4f:8001::',
    '64:ff9b:2::',
    '::1:0:0:0',
    '4000::',
    'fbff::',
  ])('says nothing of %s', (text) => {
    expect(specialUse(Address.parse(text))).toBeUndefined();
  });

  test('agrees with a search of the whole list', () => {
    fc.assert(
      fc.property(fc.oneof(addresses, nearBorders()), (address) => {
        const narrowest = specialUses
          .filter(({ prefix }) => prefix.contains(address))
          .toSorted((x, y) => y.prefix.length - x.prefix.length)[0];
        expect(specialUse(address)?.prefix.toString()).toBe(narrowest?.prefix.toString());
      }),
      { numRuns: 500 },
    );
  });
});

describe('specialUseOverlap', () => {
  test.each([
    ['10.2.0.0/16', '10.0.0.0/8'],
    ['10.0.0.0/7', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/8'],
    ['2001::/16', '2001::/32'],
    ['2001:1::/48', '2001::/23'],
    ['::/0', '::/128'],
    ['192.88.99.128/25', '192.88.99.0/24'],
  ])('names what %s touches: %s', (prefix, special) => {
    expect(specialUseOverlap(Prefix.parse(prefix))?.prefix.toString()).toBe(special);
  });

  test('is undefined just when no listed range overlaps', () => {
    expect(specialUseOverlap(Prefix.parse('2.21.234.0/24'))).toBeUndefined();
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const overlaps = specialUses.some((use) => use.prefix.overlaps(prefix));
        expect(specialUseOverlap(prefix) !== undefined).toBe(overlaps);
      }),
    );
  });
});

/** The ends of the listed ranges. */
function nearBorders(): fc.Arbitrary<Address> {
  return fc.constantFrom(...specialUses.flatMap(({ prefix }) => [prefix.first(), prefix.last()]));
}
