import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { meetingPoint } from './client-hash.ts';
import { goldenPoint, murmur3OfBytes } from './testing/golden-decision.ts';

test('the restated hash gives the published values of MurmurHash3_x86_32', () => {
  const published: [text: string, seed: bigint, hash: bigint][] = [
    ['', 0n, 0n],
    ['', 1n, 0x514e28b7n],
    ['', 0xffffffffn, 0x81f16f39n],
    ['test', 0n, 0xba6bd213n],
    ['test', 0x9747b28cn, 0x704b81dcn],
    ['Hello, world!', 0n, 0xc0363e43n],
    ['Hello, world!', 0x9747b28cn, 0x24884cban],
  ];
  for (const [text, seed, hash] of published) {
    expect([text, murmur3OfBytes([...new TextEncoder().encode(text)], seed)]).toEqual([text, hash]);
  }
});

test('meetingPoint is the restated hash of the three words, inside the open interval (0, 1)', () => {
  const word = fc.nat(0xffffffff);
  fc.assert(
    fc.property(word, word, fc.nat(1_048_575), (high, low, node) => {
      const point = meetingPoint(high, low, node);
      expect(point).toBe(goldenPoint([high, low, node]));
      expect(point > 0 && point < 1).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('meetingPoint never changes: these values hold in every version', () => {
  expect(meetingPoint(0, 0x01020304, 0)).toBe(0.2042854502736512);
  expect(meetingPoint(0x20010db8, 0x00010002, 1_048_575)).toBe(0.8186084477650334);
});
