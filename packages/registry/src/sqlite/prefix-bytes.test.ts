import { expect, test } from 'bun:test';
import { Address, Prefix } from '@nearhop/ip';
import { addressBytes, commonBits, lastBytes } from './prefix-bytes.ts';

const hex = (bytes: Uint8Array) => bytes.toHex();

test('addressBytes is the address, most significant byte first', () => {
  expect(hex(addressBytes(Address.parse('10.1.2.255')))).toBe('0a0102ff');
  expect(hex(addressBytes(Address.parse('2001:db8:1:2:3:4:5:ff06')))).toBe('20010db800010002000300040005ff06');
});

test.each([
  ['0.0.0.0/0', 'ffffffff'],
  ['10.0.0.0/9', '0a7fffff'],
  ['10.1.0.0/16', '0a01ffff'],
  ['10.1.2.254/31', '0a0102ff'],
  ['10.1.2.3/32', '0a010203'],
  ['::/0', 'f'.repeat(32)],
  ['::/80', `${'0'.repeat(20)}${'f'.repeat(12)}`],
  ['2001:db8::/33', `20010db87${'f'.repeat(23)}`],
  ['2001:db8::1/128', `20010db8${'0'.repeat(23)}1`],
])('lastBytes of %s is %s', (text, expected) => {
  expect(hex(lastBytes(Prefix.parse(text)))).toBe(expected);
});

test.each([
  ['10.0.0.0', '10.0.0.0', 32],
  ['10.0.0.0', '10.0.0.1', 31],
  ['0.0.0.0', '128.0.0.0', 0],
  ['2001:db8::', '2001:db8::', 128],
  ['2001:db8::', '2001:db8:8000::', 32],
  ['2001:db8::', '2001:db8::1:0:0:0', 79],
  ['2001:db8::', '2001:db8::1', 127],
])('commonBits of %s and %s is %i', (x, y, expected) => {
  expect(commonBits(Address.parse(x), Address.parse(y))).toBe(expected);
});
