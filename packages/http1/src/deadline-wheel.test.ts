import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { DeadlineWheel, NEVER, type Watched } from './deadline-wheel.ts';

describe('DeadlineWheel', () => {
  test('expires each at its last deadline and at no other, however deadlines are moved and cleared', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), who: fc.nat(4), ticks: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('clear' as const), who: fc.nat(4), ticks: fc.constant(0) }),
      fc.record({ kind: fc.constant('turn' as const), who: fc.constant(0), ticks: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const wheel = new DeadlineWheel();
        let tick = 0;
        const expired: string[] = [];
        const wanted: string[] = [];
        const due: number[] = Array.from({ length: 5 }, () => NEVER);
        const watched = due.map((_, who): Watched => ({
          dueTick: NEVER,
          slotTick: -1,
          expired: () => expired.push(`${who}@${tick}`),
        }));
        for (const { kind, who, ticks } of [
          ...steps,
          ...Array.from({ length: 15 }, () => ({ kind: 'turn', who: 0, ticks: 0 })),
        ]) {
          const one = watched[who];
          if (one === undefined) throw new Error('unreachable');
          if (kind === 'set') {
            wheel.set(one, ticks);
            due[who] = tick + ticks;
          } else if (kind === 'clear') {
            wheel.clear(one);
            due[who] = NEVER;
          } else {
            tick++;
            wheel.turn();
            for (const [index, at] of due.entries()) {
              if (at !== tick) continue;
              wanted.push(`${index}@${tick}`);
              due[index] = NEVER;
            }
          }
        }
        expect(expired.toSorted()).toEqual(wanted.toSorted());
      }),
      { numRuns: 2_000 },
    );
  });
});
