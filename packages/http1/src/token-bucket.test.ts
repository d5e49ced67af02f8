import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  test('never gives more than its burst and its rate allow, whatever is taken and given back', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 500 }),
      bytes: fc.integer({ min: 1, max: 300_000 }),
      unused: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 300_000 }),
        fc.array(step),
        (bytesPerSecond, burstBytes, steps) => {
          let nowMs = 0;
          let used = 0;
          const bucket = new TokenBucket({ bytesPerSecond, burstBytes }, () => nowMs);
          for (const { afterMs, bytes, unused } of steps) {
            nowMs += afterMs;
            const taken = bucket.take(bytes);
            expect(taken).toBeLessThanOrEqual(bytes);
            const back = Math.floor(taken * unused);
            bucket.giveBack(back);
            used += taken - back;
            expect(used).toBeLessThanOrEqual(burstBytes + (nowMs * bytesPerSecond) / 1_000 + 1);
          }
        },
      ),
    );
  });

  test('has something to give after the wait that it names', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 300_000 }),
        (bytesPerSecond, burstBytes) => {
          let nowMs = 0;
          const bucket = new TokenBucket({ bytesPerSecond, burstBytes }, () => nowMs);
          while (bucket.take(burstBytes) > 0);
          nowMs += bucket.waitMs();
          expect(bucket.take(1)).toBe(1);
        },
      ),
    );
  });

  test('refuses a rate or burst of nothing', () => {
    expect(() => new TokenBucket({ bytesPerSecond: 0, burstBytes: 1 })).toThrow('must be above 0: received 0 and 1');
  });
});
