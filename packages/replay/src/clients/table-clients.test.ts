import { describe, expect, test } from 'bun:test';
import { Prefix } from '@nearhop/ip';
import { tableClients, type TableClientsOptions } from './table-clients.ts';

const blocks = ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32'].map((text) => Prefix.parse(text));
const weights = (options: Partial<TableClientsOptions>, of = blocks) =>
  tableClients(of, { spread: { kind: 'blocks' }, seed: 1, ...options }).map(({ weight }) => weight);

describe('tableClients', () => {
  test('weighs by addresses within a family, families by their number of blocks', () => {
    const [eight = 0, sixteen = 0, v6 = 0] = weights({ spread: { kind: 'addresses' } });
    expect(eight / sixteen).toBeCloseTo(256);
    expect(v6).toBeCloseTo(1 / 3);
  });

  test('gives every block of a family the same chance', () => {
    const [eight, sixteen, v6] = weights({ ipv6Share: 0.5 });
    expect(sixteen).toBe(Number(eight));
    expect(v6).toBeCloseTo(0.5);
  });

  test('by Zipf, the n-th busiest block draws 1 / n^exponent of the busiest', () => {
    const many = Array.from({ length: 100 }, (_, index) => Prefix.parse(`10.${index}.0.0/16`));
    const sorted = weights({ spread: { kind: 'zipf', exponent: 1.1 } }, many).toSorted((x, y) => y - x);
    for (const [index, weight] of sorted.entries()) expect(weight / sorted[0]!).toBeCloseTo((index + 1) ** -1.1, 10); // there are 100
  });

  test('by Zipf, the seed decides which blocks are busy', () => {
    const many = Array.from({ length: 100 }, (_, index) => Prefix.parse(`10.${index}.0.0/16`));
    const spread = { kind: 'zipf', exponent: 1 } as const;
    expect(weights({ spread, seed: 5 }, many)).toEqual(weights({ spread, seed: 5 }, many));
    expect(weights({ spread, seed: 5 }, many)).not.toEqual(weights({ spread, seed: 6 }, many));
  });

  test('refuses a table without blocks, and a share of a family that it lacks', () => {
    expect(() => weights({}, [])).toThrow('it has no valid block');
    expect(() => weights({ ipv6Share: 0.2 }, blocks.slice(0, 2))).toThrow('it has none of IPv6');
  });
});
