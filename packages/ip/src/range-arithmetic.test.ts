import { describe, expect, test } from 'bun:test';
import { Address } from './address.ts';
import { PrefixError } from './prefix-error.ts';
import { parsePrefixOrRange, rangeToPrefixes } from './range-arithmetic.ts';

describe('rangeToPrefixes', () => {
  test.each([
    ['10.0.0.3', '10.0.0.8', ['10.0.0.3/32', '10.0.0.4/30', '10.0.0.8/32']],
    ['1.2.3.4', '1.2.3.4', ['1.2.3.4/32']],
    ['0.0.0.0', '255.255.255.255', ['0.0.0.0/0']],
    ['255.255.255.255', '255.255.255.255', ['255.255.255.255/32']],
    ['127.255.255.255', '128.0.0.0', ['127.255.255.255/32', '128.0.0.0/32']],
    ['2001::', '2001::ffff:ffff:ffff:ffff:ffff:ffff', ['2001::/32']],
    ['2001:db8::', '2001:db8:2:ffff:ffff:ffff:ffff:ffff', ['2001:db8::/47', '2001:db8:2::/48']],
    ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['::/0']],
    ['::1', '::4', ['::1/128', '::2/127', '::4/128']],
  ])('covers %s to %s', (first, last, expected) => {
    expect(covered(first, last)).toEqual(expected);
  });

  test('covers the worst range of each family with two blocks a bit', () => {
    expect(covered('0.0.0.1', '255.255.255.254')).toHaveLength(62);
    expect(covered('::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe')).toHaveLength(254);
  });

  test('leaves out the IPv4-mapped block, which holds no IPv6 address', () => {
    expect(covered('::fffe:ffff:ffff', '::1:0:0:0')).toEqual(['::fffe:ffff:ffff/128', '::1:0:0:0/128']);
  });

  test('refuses ends of two families and ends the wrong way round', () => {
    expect(refusal(() => covered('1.2.3.4', '::1')).reason).toBe('range-family');
    expect(refusal(() => covered('1.2.3.5', '1.2.3.4')).message).toBe(
      'Cannot parse range "1.2.3.5-1.2.3.4": the first address must not be after the last: write "1.2.3.4-1.2.3.5"',
    );
  });
});

describe('parsePrefixOrRange', () => {
  test.each([
    ['2.21.234.0/24', ['2.21.234.0/24']],
    ['2.21.234.0-2.21.234.255', ['2.21.234.0/24']],
    ['2.21.234.0-2.21.235.0', ['2.21.234.0/24', '2.21.235.0/32']],
    ['2.21.234.1-2.21.234.1', ['2.21.234.1/32']],
    ['0.0.0.0-255.255.255.255', ['0.0.0.0/0']],
    ['2001:DB8::-2001:db8:0:ffff:ffff:ffff:ffff:ffff', ['2001:db8::/48']],
    ['2001:db8::1-2001:db8::2', ['2001:db8::1/128', '2001:db8::2/128']],
    ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['::/0']],
  ])('reads %s', (text, expected) => {
    expect(parsePrefixOrRange(text).map((prefix) => prefix.toString())).toEqual(expected);
  });

  test.each([
    ['2.21.234.5/24', 'host-bits'],
    ['2.21.234.5', 'length-missing'],
    ['', 'empty'],
    ['-', 'empty'],
    ['1.2.3.4-', 'empty'],
    ['-1.2.3.4', 'empty'],
    ['1.2.3.4 - 1.2.3.5', 'space'],
    ['1.2.3.4-1.2.3.05', 'leading-zero'],
    ['1.2.3.4-5', 'number-count'],
    ['1.2.3.0-1.2.3.255/24', 'length'],
    ['1.2.3.4-1.2.3.5-1.2.3.6', 'character'],
    ['1.2.3.5-1.2.3.4', 'range-order'],
    ['1.2.3.4-2001:db8::1', 'range-family'],
    ['::ffff:1.2.3.4-1.2.3.5', 'mapped'],
    ['1.2.3.4-::ffff:1.2.3.5', 'mapped'],
    ['fe80::1%eth0-fe80::2%eth0', 'zone'],
  ] as const)('refuses %j: %s', (text, reason) => {
    expect(refusal(() => parsePrefixOrRange(text)).reason).toBe(reason);
  });
});

function covered(first: string, last: string): string[] {
  return rangeToPrefixes(Address.parse(first), Address.parse(last)).map((prefix) => prefix.toString());
}

function refusal(action: () => unknown): PrefixError {
  try {
    action();
  } catch (error) {
    if (error instanceof PrefixError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
