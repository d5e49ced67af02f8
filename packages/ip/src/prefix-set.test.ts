import { describe, expect, test } from 'bun:test';
import { addressCount, findOverlap } from './prefix-set.ts';
import { Prefix } from './prefix.ts';

describe('addressCount', () => {
  test.each([
    [[], 0n],
    [['10.0.0.0/8'], 16_777_216n],
    [['10.1.0.0/16', '10.0.0.0/8', '10.1.2.0/24', '10.0.0.0/8'], 16_777_216n],
    [['1.0.0.0/25', '1.0.0.128/25'], 256n],
    [['1.0.0.0/24', '2001:db8::/120'], 512n],
    [['0.0.0.0/0', '::/0'], 2n ** 32n + 2n ** 128n],
  ])('counts each address of %j once', (texts, count) => {
    expect(addressCount(read(texts))).toBe(count);
  });

  test('takes any iterable and leaves an array in its order', () => {
    const prefixes = read(['2.0.0.0/8', '1.0.0.0/8']);
    expect(addressCount(new Set(prefixes))).toBe(2n ** 25n);
    expect(addressCount(prefixes)).toBe(2n ** 25n);
    expect(prefixes.join(' ')).toBe('2.0.0.0/8 1.0.0.0/8');
  });
});

describe('findOverlap', () => {
  test('finds none among neighbours and across families', () => {
    expect(findOverlap(read(['10.0.0.0/9', '10.128.0.0/9', '0.0.0.0/8', '::/8']))).toBeUndefined();
  });

  test('names the outer prefix first, however far apart the two were given', () => {
    const pair = findOverlap(read(['10.1.2.0/24', '11.0.0.0/8', '2001:db8::/32', '10.0.0.0/8']));
    expect(pair?.join(' ')).toBe('10.0.0.0/8 10.1.2.0/24');
  });

  test('counts a duplicate as an overlap', () => {
    expect(findOverlap(read(['10.0.0.0/8', '10.0.0.0/8']))?.join(' ')).toBe('10.0.0.0/8 10.0.0.0/8');
  });
});

function read(texts: readonly string[]): Prefix[] {
  return texts.map((text) => Prefix.parse(text));
}
