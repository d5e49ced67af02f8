import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { SliceSet } from './slice-set.ts';

test('SliceSet holds what a Set does', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 63 })));
  fc.assert(
    fc.property(steps, (sequence) => {
      const set = new SliceSet();
      const golden = new Set<number>();
      for (const [adds, index] of sequence) {
        if (adds) set.add(index);
        else set.delete(index);
        if (adds) golden.add(index);
        else golden.delete(index);
      }
      const again = new SliceSet(...set.words);
      for (let index = 0; index < 64; index += 1) expect(again.has(index)).toBe(golden.has(index));
      expect(again.span).toBe(Math.max(-1, ...golden) + 1);
      expect(again.isEmpty).toBe(golden.size === 0);
      expect(again.equals(set)).toBe(true);
    }),
  );
});
