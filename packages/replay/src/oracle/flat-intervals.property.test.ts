import { expect, test } from 'bun:test';
import { Address, Prefix, type Family } from '@nearhop/ip';
import * as fc from 'fast-check';
import { PrefixRows } from '../prefixes/prefix-rows.ts';
import { FlatIntervals } from './flat-intervals.ts';
import { Intervals } from './intervals.ts';

/** Words at the ends of their range, so that blocks touch, nest, and end with the family. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 0x80000000, 0xfffffffe, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const address = (family: Family) =>
  family === 4 ? word.map((a) => Address.v4(a)) : fc.tuple(word, word, word, word).map((words) => Address.v6(...words));
const prefix = (family: Family) =>
  fc
    .tuple(address(family), fc.nat(family === 4 ? 32 : 128))
    .map(([of, length]) => Prefix.containing(of, Math.min(length, of.family === 4 ? 32 : 128)));

for (const family of [4, 6] as const) {
  test(`FlatIntervals finds what Intervals finds, IPv${family}`, () => {
    let nested = 0;
    fc.assert(
      fc.property(
        fc.array(prefix(family), { maxLength: 40 }),
        fc.array(address(family), { maxLength: 10 }),
        (drawn, probes) => {
          const prefixes = [
            ...new Map(drawn.filter((each) => each.family === family).map((each) => [each.toString(), each])).values(),
          ];
          const plain = new Intervals(prefixes.map((each) => [each, each.toString()] as const));
          const flat = flatOf(family, prefixes);
          const edges = prefixes.flatMap((each) => [each.first(), each.last()]);
          for (const probe of [...probes, ...edges].filter((each) => each.family === family)) {
            const found = chain(flat, probe);
            const expected = [];
            for (let nest = plain.find(probe); nest !== undefined; nest = nest.enclosing) expected.push(nest.value);
            expect(found).toEqual(expected);
            if (found.length > 1) nested++;
          }
          for (const each of prefixes) expect(flat.prefixAt(flat.rankOf(each)).equals(each)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(nested).toBeGreaterThan(1_000);
  });
}

test('FlatIntervals.rankOf is -1 for a prefix that is not there', () => {
  const flat = flatOf(4, [Prefix.parse('10.0.0.0/8'), Prefix.parse('10.1.0.0/16')]);
  expect(
    ['10.0.0.0/9', '10.1.0.0/17', '0.0.0.0/0', '11.0.0.0/8'].map((text) => flat.rankOf(Prefix.parse(text))),
  ).toEqual([-1, -1, -1, -1]);
});

function flatOf(family: Family, prefixes: readonly Prefix[]): FlatIntervals {
  const unsorted = new PrefixRows(family);
  for (const each of prefixes) unsorted.push(each);
  const rows = new PrefixRows(family);
  for (const row of unsorted.sorted()) rows.push(unsorted.prefixAt(row));
  return new FlatIntervals(rows);
}

function chain(flat: FlatIntervals, probe: Address): string[] {
  const found: string[] = [];
  for (let rank = flat.find(probe); rank >= 0; rank = flat.enclosing(rank)) found.push(flat.prefixAt(rank).toString());
  return found;
}
