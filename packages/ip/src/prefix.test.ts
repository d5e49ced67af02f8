import { describe, expect, test } from 'bun:test';
import { readAddressCorpus } from '../../../test/prove/routing/address-corpus.ts';
import { Address } from './address.ts';
import { comparePrefixes } from './order.ts';
import { PrefixError } from './prefix-error.ts';
import { Prefix } from './prefix.ts';

describe('Prefix.parse', () => {
  const good = readAddressCorpus('prefixes-good');
  const bad = readAddressCorpus('prefixes-bad');

  test('reads every good prefix of the corpus and prints its canonical text', () => {
    expect(good.length).toBeGreaterThan(60);
    for (const { input, expected } of good) {
      expect({ input, text: Prefix.parse(input).toString() }).toEqual({ input, text: expected });
      expect(Prefix.tryParse(input)?.toString()).toBe(expected);
    }
  });

  test('refuses every bad prefix of the corpus for its reason', () => {
    expect(bad.length).toBeGreaterThan(140);
    for (const { input, expected } of bad) {
      const { reason, code } = refusal(() => Prefix.parse(input));
      expect({ input, reason, code }).toEqual({ input, reason: expected as PrefixError['reason'], code: 'ERR_PREFIX' });
      expect(Prefix.tryParse(input)).toBeUndefined();
    }
  });

  test.each([
    ['2.21.234.5/24', 'bits after the length must be zero: did you mean "2.21.234.0/24"'],
    ['2001:DB8::1/32', 'bits after the length must be zero: did you mean "2001:db8::/32"'],
    ['1.2.3.4', 'a prefix needs a length: write "1.2.3.4/32" for this one address'],
    ['2001:db8::1', 'a prefix needs a length: write "2001:db8::1/128" for this one address'],
    ['10.0.0.0/33', 'length must be 0 to 32: received 33'],
    ['10.0.0.0/024', 'length must have no leading zeros, like 24: received "024"'],
    ['10.0.0.0/255.0.0.0', 'length must be a decimal number, 0 to 32: received "255.0.0.0"'],
    ['10.0.0.0/', 'length must be 0 to 32: received nothing'],
    ['::ffff:1.2.3.9/120', 'a prefix must not be IPv4-mapped: write it as IPv4, like "1.2.3.0/24"'],
    ['fe80::1%eth0/64', 'an address must hold no zone: write it without the % and what follows'],
  ])('says of %s what to write', (text, rule) => {
    expect(refusal(() => Prefix.parse(text)).message).toBe(`Cannot parse prefix "${text}": ${rule}`);
  });
});

describe('Prefix.of and Prefix.containing', () => {
  const address = Address.parse('2.21.234.5');

  test('Prefix.of refuses host bits and says what was likely meant', () => {
    expect(refusal(() => Prefix.of(address, 24)).message).toBe(
      'Cannot make prefix "2.21.234.5/24": bits after the length must be zero: did you mean "2.21.234.0/24"',
    );
    expect(Prefix.of(address, 32).toString()).toBe('2.21.234.5/32');
  });

  test('Prefix.containing clears host bits', () => {
    expect(Prefix.containing(address, 24).toString()).toBe('2.21.234.0/24');
    expect(Prefix.containing(address, 0).toString()).toBe('0.0.0.0/0');
    expect(Prefix.containing(Address.parse('ffff::ffff'), 127).toString()).toBe('ffff::fffe/127');
  });

  test('both refuse a length that the family does not have', () => {
    for (const length of [-1, 33, 1.5, NaN]) {
      expect(refusal(() => Prefix.of(address, length)).reason).toBe('length-range');
      expect(refusal(() => Prefix.containing(address, length)).reason).toBe('length-range');
    }
    expect(refusal(() => Prefix.containing(Address.parse('::1'), 129)).message).toBe(
      'Cannot make prefix "::1/129": length must be 0 to 128: received 129',
    );
  });
});

describe('Prefix', () => {
  const prefix = Prefix.parse('10.1.0.0/16');

  test('contains what lies in it and nothing of the other family', () => {
    expect(prefix.contains(Address.parse('10.1.255.255'))).toBe(true);
    expect(prefix.contains(Address.parse('10.2.0.0'))).toBe(false);
    expect(prefix.contains(prefix)).toBe(true);
    expect(prefix.contains(Prefix.parse('10.1.2.0/24'))).toBe(true);
    expect(prefix.contains(Prefix.parse('10.0.0.0/8'))).toBe(false);
    expect(Prefix.parse('::/0').contains(Address.parse('1.2.3.4'))).toBe(false);
    expect(Prefix.parse('0.0.0.0/0').contains(Address.parse('::1'))).toBe(false);
  });

  test('overlaps what is around it and what is in it, not its neighbour', () => {
    expect(prefix.overlaps(Prefix.parse('10.0.0.0/8'))).toBe(true);
    expect(prefix.overlaps(Prefix.parse('10.1.2.3/32'))).toBe(true);
    expect(prefix.overlaps(Prefix.parse('10.0.0.0/16'))).toBe(false);
    expect(Prefix.parse('0.0.0.0/0').overlaps(Prefix.parse('::/0'))).toBe(false);
  });

  test('has the first and last address of its block', () => {
    expect([prefix.first().toString(), prefix.last().toString()]).toEqual(['10.1.0.0', '10.1.255.255']);
    const v6 = Prefix.parse('2001:db8::/33');
    expect(v6.last().toString()).toBe('2001:db8:7fff:ffff:ffff:ffff:ffff:ffff');
    expect(Prefix.parse('0.0.0.0/0').last().toString()).toBe('255.255.255.255');
  });

  test('keeps its family at the end of the IPv4-mapped block', () => {
    expect(Prefix.parse('::/80').last().toString()).toBe('::fffe:ffff:ffff');
    expect(Prefix.parse('::fffe:0:0/95').last().toString()).toBe('::fffe:ffff:ffff');
    expect(Prefix.parse('::/79').last().toString()).toBe('::1:ffff:ffff:ffff');
  });
});

test('comparePrefixes gives the pre-order of the tree: what contains comes before what is contained', () => {
  const sorted = [
    '0.0.0.0/0',
    '10.0.0.0/8',
    '10.0.0.0/9',
    '10.0.0.0/32',
    '10.128.0.0/9',
    '11.0.0.0/8',
    '::/0',
    '::/128',
    '::1/128',
  ];
  const shuffled = sorted.toReversed().map((text) => Prefix.parse(text));
  expect(shuffled.sort(comparePrefixes).map((prefix) => prefix.toString())).toEqual(sorted);
});

function refusal(action: () => unknown): PrefixError {
  try {
    action();
  } catch (error) {
    if (error instanceof PrefixError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
