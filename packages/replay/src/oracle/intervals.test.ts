import { expect, test } from 'bun:test';
import { Address, Prefix } from '@nearhop/ip';
import { Intervals } from './intervals.ts';

const table = new Intervals(
  [
    '10.0.0.0/8',
    '10.1.0.0/16',
    '10.1.2.0/24',
    '10.1.3.0/24',
    '11.0.0.0/8',
    '255.255.255.255/32',
    '2001:db8::/32',
    '2001:db8:1::/48',
  ].map((text) => [Prefix.parse(text), text] as const),
);
const nestOf = (text: string) => {
  const values = [];
  for (let nest = table.find(Address.parse(text)); nest !== undefined; nest = nest.enclosing) values.push(nest.value);
  return values;
};

test.each([
  ['9.255.255.255', []],
  ['10.0.0.0', ['10.0.0.0/8']],
  ['10.1.0.0', ['10.1.0.0/16', '10.0.0.0/8']],
  ['10.1.2.255', ['10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8']],
  ['10.1.3.0', ['10.1.3.0/24', '10.1.0.0/16', '10.0.0.0/8']],
  ['10.1.4.0', ['10.1.0.0/16', '10.0.0.0/8']],
  ['10.255.255.255', ['10.0.0.0/8']],
  ['11.0.0.0', ['11.0.0.0/8']],
  ['12.0.0.0', []],
  ['255.255.255.255', ['255.255.255.255/32']],
  ['2001:db8:1::7', ['2001:db8:1::/48', '2001:db8::/32']],
  ['2001:db8:2::', ['2001:db8::/32']],
  ['2001:db9::', []],
])('Intervals.find(%p) returns the blocks around it, innermost first', (address, expected) => {
  expect(nestOf(address)).toEqual(expected);
});
