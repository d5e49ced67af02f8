import { describe, expect, test } from 'bun:test';
import { isIP, SocketAddress } from 'node:net';
import * as fc from 'fast-check';
import { IPv4, IPv6 } from 'ip-num';
import { fuzzAddresses } from '../../../test/prove/routing/address-fuzz.ts';
import { canonicalAddress } from '../../../test/prove/routing/address-oracle.ts';
import { addresses } from './testing/address-arbitraries.ts';
import { addressOfValue, addressValue } from './address-value.ts';
import { Address } from './address.ts';
import { compareAddresses } from './order.ts';

describe('Address', () => {
  test('is read back from its text', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const read = Address.parse(address.toString());
        expect(read.equals(address)).toBe(true);
        expect(read.toString()).toBe(address.toString());
      }),
    );
  });

  test('prints the canonical text of node:net and of the URL standard', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const text = address.toString();
        const family = address.family === 4 ? 'ipv4' : 'ipv6';
        expect(isIP(text)).toBe(address.family);
        expect(new SocketAddress({ address: text, family }).family).toBe(family);
        expect(canonicalAddress(text)).toBe(text);
      }),
    );
  });

  test('has the value that ip-num reads', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const text = address.toString();
        const second = address.family === 4 ? new IPv4(text) : new IPv6(text);
        expect(addressValue(address)).toBe(second.getValue());
        expect(addressOfValue(address.family, second.getValue()).equals(address)).toBe(true);
      }),
    );
  });

  test('reads every spelling of one value alike', () => {
    const spelling = fc.record({
      pad: fc.boolean(),
      upper: fc.boolean(),
      groups: fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 6, maxLength: 6 }),
      quad: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(spelling, ({ pad, upper, groups, quad: [p = 0, q = 0, r = 0, s = 0] }) => {
        const hex = groups.map((group) => group.toString(16).padStart(pad ? 4 : 1, '0'));
        const head = (upper ? hex.map((group) => group.toUpperCase()) : hex).join(':');
        const dotted = Address.parse(`${head}:${p}.${q}.${r}.${s}`);
        const plain = Address.parse(`${head}:${(p * 256 + q).toString(16)}:${(r * 256 + s).toString(16)}`);
        expect(dotted.equals(plain)).toBe(true);
      }),
    );
  });

  test('compares as its value does within a family', () => {
    fc.assert(
      fc.property(addresses, addresses, (x, y) => {
        fc.pre(x.family === y.family);
        const difference = addressValue(x) - addressValue(y);
        expect(Math.sign(compareAddresses(x, y))).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0);
      }),
    );
  });
});

test('Address and Prefix agree with the oracle on 20,000 fuzzed texts and throw only their own errors', () => {
  const report = fuzzAddresses({ seed: 20_000, count: 20_000 });
  expect(report).toMatchObject({ tried: 20_000, wrongAccepts: [], wrongRefusals: [], untypedThrows: [] });
  expect(report.accepted).toBeGreaterThan(2_000);
});
