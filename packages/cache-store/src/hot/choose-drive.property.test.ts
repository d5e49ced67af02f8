import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { keyOf } from '../testing/test-store.ts';
import { chooseDrive } from './choose-drive.ts';

const KEYS = Array.from({ length: 4_000 }, (_, index) => keyOf(index));
const a = { directory: '/a', sizeBytes: 100e9 };
const b = { directory: '/b', sizeBytes: 300e9 };
const c = { directory: '/c', sizeBytes: 100e9 };

test('chooseDrive gives each drive keys by its size', () => {
  const inB = KEYS.filter((key) => chooseDrive(key, [a, b]) === b).length;
  expect(inB / KEYS.length).toBeCloseTo(0.75, 1);
});

test('chooseDrive moves only keys of a drive that goes, and to a drive that comes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KEYS), (key) => {
      const before = chooseDrive(key, [a, b, c]);
      const after = chooseDrive(key, [a, b]);
      return before === c || before === after;
    }),
  );
});

test('chooseDrive does not depend on the order of the drives', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KEYS), (key) => chooseDrive(key, [a, b, c]) === chooseDrive(key, [c, a, b])),
  );
});
