import { describe, expect, test } from 'bun:test';
import { Prefix } from '@nearhop/ip';
import { ClientSource } from './client-source.ts';

const DRAWS = 40_000;
const entries = [
  ['10.0.0.0/8', 5],
  ['192.0.2.0/24', 3],
  ['198.51.100.7/32', 0],
  ['2001:db8::/33', 1.5],
  ['2001:db8:ffff::/64', 0.5],
].map(([text, weight]) => ({ prefix: Prefix.parse(String(text)), weight: Number(weight) }));

/** Σ (found - expected)² / expected. */
function chiSquare(found: readonly number[], expected: readonly number[]): number {
  return found.reduce((sum, count, index) => {
    const of = expected[index] ?? 0;
    return of === 0 ? sum : sum + (count - of) ** 2 / of;
  }, 0);
}

describe('ClientSource.client', () => {
  test('draws prefixes in proportion to their weights', () => {
    const source = new ClientSource(entries, 7);
    const found = entries.map(() => 0);
    for (let number = 0; number < DRAWS; number++) {
      const client = source.client(number);
      const index = entries.findIndex(({ prefix }) => prefix.contains(client));
      found[index] = (found[index] ?? 0) + 1;
    }
    const total = entries.reduce((sum, { weight }) => sum + weight, 0);
    expect(found[2]).toBe(0);
    // 3 degrees of freedom: above 16.3 once in 1,000 seeds, and this seed is fixed.
    expect(
      chiSquare(
        found,
        entries.map(({ weight }) => (DRAWS * weight) / total),
      ),
    ).toBeLessThan(16.3);
  });

  test('draws every address of a prefix alike', () => {
    const source = new ClientSource([{ prefix: Prefix.parse('192.0.2.0/24'), weight: 1 }], 3);
    const found = Array.from({ length: 256 }, () => 0);
    for (let number = 0; number < DRAWS; number++) {
      const last = source.client(number).a & 0xff;
      found[last] = (found[last] ?? 0) + 1;
    }
    // 255 degrees of freedom: above 330 once in 1,000 seeds.
    expect(
      chiSquare(
        found,
        found.map(() => DRAWS / 256),
      ),
    ).toBeLessThan(330);
  });

  test('fills all host bits of IPv6, and none of the network', () => {
    const prefix = Prefix.parse('2001:db8:8000::/35');
    const source = new ClientSource([{ prefix, weight: 1 }], 3);
    let [ones, zeroes] = [0n, 0n];
    for (let number = 0; number < 200; number++) {
      const { a, b, c, d } = source.client(number);
      const value = (BigInt(a) << 96n) | (BigInt(b) << 64n) | (BigInt(c) << 32n) | BigInt(d);
      ones |= value;
      zeroes |= ~value;
    }
    const hosts = (1n << 93n) - 1n;
    expect(ones & hosts).toBe(hosts);
    expect(zeroes & hosts).toBe(hosts);
    expect(ones >> 93n).toBe(0x20010db88000n >> 13n);
  });

  test('gives request n the same client whoever asks and in which order', () => {
    const [one, other] = [new ClientSource(entries, 11), new ClientSource(entries, 11)];
    const forward = Array.from({ length: 100 }, (_, number) => one.client(number).toString());
    const backward = Array.from({ length: 100 }, (_, number) => other.client(99 - number).toString()).toReversed();
    expect(forward).toEqual(backward);
    expect(new Set(forward).size).toBeGreaterThan(90);
  });

  test('gives another seed other clients', () => {
    const [one, other] = [new ClientSource(entries, 1), new ClientSource(entries, 2)];
    const same = Array.from({ length: 100 }, (_, number) => one.client(number).equals(other.client(number)));
    expect(same.filter(Boolean).length).toBeLessThan(10);
  });

  test('refuses weights that are all 0', () => {
    expect(() => new ClientSource([{ prefix: Prefix.parse('10.0.0.0/8'), weight: 0 }], 1)).toThrow(RangeError);
  });
});
