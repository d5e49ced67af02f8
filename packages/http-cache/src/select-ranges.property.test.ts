import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { selectRanges } from './select-ranges.ts';

type Spec = [kind: 'closed' | 'open' | 'suffix', first: number, length: number];

const SIZE = 40;
const spec: fc.Arbitrary<Spec> = fc.tuple(
  fc.constantFrom('closed', 'closed', 'closed', 'open', 'suffix'),
  fc.oneof(fc.nat(SIZE + 5), fc.constantFrom(2 ** 53, 1e15)),
  fc.oneof(fc.nat(3), fc.nat(SIZE)),
);

function written([kind, first, length]: Spec): string {
  if (kind === 'suffix') return `-${length}`;
  return kind === 'open' ? `${first}-` : `${first}-${BigInt(first) + BigInt(length)}`;
}

/** The bytes that one member asks for, one by one: what it is compared with knows nothing of ends. */
function bytesOf([kind, first, length]: Spec, size: number): Set<number> {
  const bytes = new Set<number>();
  for (let byte = 0; byte < size; byte++) {
    if (kind === 'suffix' ? size - byte <= length : byte >= first && (kind === 'open' || byte - first <= length))
      bytes.add(byte);
  }
  return bytes;
}

test('selectRanges selects the bytes that are asked for, each once, within the representation, in the order asked', () => {
  const seen = { ranges: 0, several: 0, merged: 0, 'past-end': 0, excessive: 0 };
  fc.assert(
    fc.property(fc.array(spec, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: SIZE }), (specs, size) => {
      const selection = selectRanges(`bytes=${specs.map(written).join(', ')}`, size);
      const asked = specs.map((one) => bytesOf(one, size)).filter((bytes) => bytes.size > 0);
      const all = new Set(asked.flatMap((bytes) => [...bytes]));
      if (selection.kind === 'whole') throw new Error('a Range that is well formed was overlooked');
      if (selection.kind === 'unsatisfiable') {
        seen[selection.why]++;
        expect(selection.why).toBe(all.size === 0 ? 'past-end' : 'excessive');
        if (all.size > 0) expect(isExcessive(asked, all)).toBe(true);
        return;
      }
      const { ranges } = selection;
      const sent = ranges.flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
      );
      expect(sent.toSorted((a, b) => a - b)).toEqual([...all].sort((a, b) => a - b));
      expect(ranges).toHaveLength(runs(all));
      expect(ranges.map(({ first }) => first)).toEqual(
        asked
          .map((bytes) => runStart(Math.min(...bytes), all))
          .filter((start, index, starts) => starts.indexOf(start) === index),
      );
      expect(isExcessive(asked, all)).toBe(false);
      seen.ranges++;
      if (ranges.length > 1) seen.several++;
      if (ranges.length < asked.length) seen.merged++;
    }),
    { numRuns: 5_000 },
  );
  expect(Object.entries(seen).filter(([, count]) => count < 50)).toEqual([]);
});

function runs(all: ReadonlySet<number>): number {
  return [...all].filter((byte) => !all.has(byte - 1)).length;
}

function runStart(byte: number, all: ReadonlySet<number>): number {
  let start = byte;
  while (all.has(start - 1)) start--;
  return start;
}

/** By the README's words: over 8 parts, over 3 members that begin within bytes of an earlier-placed one, over 8 steps back. */
function isExcessive(asked: readonly ReadonlySet<number>[], all: ReadonlySet<number>): boolean {
  const firsts = asked.map((bytes) => Math.min(...bytes));
  const overlaps = asked.filter((_, index) =>
    asked.some((other, place) => {
      const [own = 0, otherFirst = 0] = [firsts[index], firsts[place]];
      return place !== index && other.has(own) && (otherFirst < own || (otherFirst === own && place < index));
    }),
  ).length;
  const stepsBack = firsts.filter((first, index) => index > 0 && first < (firsts[index - 1] ?? 0)).length;
  return asked.length > 1 && (runs(all) > 8 || overlaps > 3 || stepsBack > 8);
}
