import { describe, expect, test } from 'bun:test';
import { readAddressCorpus } from '../../../test/prove/routing/address-corpus.ts';
import { AddressError } from './address-error.ts';
import { Address } from './address.ts';
import { compareAddresses } from './order.ts';

describe('Address.parse', () => {
  const good = readAddressCorpus('addresses-good');
  const bad = readAddressCorpus('addresses-bad');

  test('reads every good address of the corpus and prints its canonical text', () => {
    expect(good.length).toBeGreaterThan(120);
    for (const { input, expected } of good) {
      expect({ input, text: Address.parse(input).toString() }).toEqual({ input, text: expected });
      expect(Address.tryParse(input)?.toString()).toBe(expected);
    }
  });

  test('refuses every bad address of the corpus for its reason', () => {
    expect(bad.length).toBeGreaterThan(250);
    for (const { input, expected } of bad) {
      expect({ input, reason: refusal(input).reason }).toEqual({ input, reason: expected as AddressError['reason'] });
      expect(Address.tryParse(input)).toBeUndefined();
    }
  });

  test('reads an IPv4-mapped address as the IPv4 address', () => {
    const address = Address.parse('::FFFF:7f00:0001');
    expect(address.family).toBe(4);
    expect(address.equals(Address.parse('127.0.0.1'))).toBe(true);
  });

  test('keeps the words of an address apart from the next one that is read', () => {
    const first = Address.parse('2001:db8::1');
    Address.parse('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
    expect([first.family, first.a, first.b, first.c, first.d]).toEqual([6, 0x20010db8, 0, 0, 1]);
  });

  test('names the value, the rule and what to write', () => {
    expect(refusal('192.168.010.1').message).toBe(
      'Cannot parse address "192.168.010.1": numbers of an IPv4 address must be decimal without leading zeros: write 10, not 010',
    );
    expect(refusal('[::1]:80').message).toBe('Cannot parse address "[::1]:80": an address is written without brackets');
    expect(refusal('').message).toBe(
      'Cannot parse address "": an address must not be empty: write one like 192.0.2.1 or 2001:db8::1',
    );
  });

  test('quotes what cannot be seen as escapes and cuts what is long', () => {
    expect(refusal('1.2.3.4\r\n\u202e').message).toContain('"1.2.3.4\\r\\n\\u202e"');
    const { message } = refusal('\u0000'.repeat(1_000_000));
    expect(message.length).toBeLessThan(500);
  });

  test('throws an error with a stable code', () => {
    expect(refusal('x').code).toBe('ERR_ADDRESS');
    expect(refusal('x').name).toBe('AddressError');
  });
});

describe('Address.v4 and Address.v6', () => {
  test('make the address that the text gives', () => {
    expect(Address.v4(0xffffffff).toString()).toBe('255.255.255.255');
    expect(Address.v6(0x20010db8, 0, 0, 1).toString()).toBe('2001:db8::1');
  });

  test('Address.v6 of IPv4-mapped words is the IPv4 address', () => {
    const address = Address.v6(0, 0, 0xffff, 0x01020304);
    expect([address.family, address.toString()]).toEqual([4, '1.2.3.4']);
  });

  test('refuse what is no uint32', () => {
    for (const value of [-1, 2 ** 32, 1.5, NaN]) {
      expect(() => Address.v4(value)).toThrow(RangeError);
      expect(() => Address.v6(0, 0, 0, value)).toThrow(RangeError);
    }
  });
});

test('compareAddresses puts IPv4 before IPv6 and then sorts by value', () => {
  const sorted = [
    '0.0.0.1',
    '127.255.255.255',
    '128.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '7fff::',
    '8000::',
    'ffff::',
  ];
  const shuffled = sorted.toReversed().map((text) => Address.parse(text));
  expect(shuffled.sort(compareAddresses).map((address) => address.toString())).toEqual(sorted);
});

function refusal(text: string): AddressError {
  try {
    Address.parse(text);
  } catch (error) {
    if (error instanceof AddressError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(text)}`);
}
