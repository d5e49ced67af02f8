import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { checkContentRange, formatContentRange, formatUnsatisfiedRange, parseContentRange } from './content-range.ts';

describe('parseContentRange (RFC 9110 section 14.4)', () => {
  test('reads back what is written', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), (first, length, beyond) => {
        const range = { first, last: first + length };
        const completeBytes = range.last + beyond;
        expect(parseContentRange(formatContentRange(range, completeBytes))).toEqual({
          kind: 'part',
          range,
          completeBytes,
        });
        expect(parseContentRange(formatUnsatisfiedRange(first))).toEqual({ kind: 'unsatisfied', completeBytes: first });
      }),
    );
  });

  test('an unknown length is null', () => {
    expect(parseContentRange('bytes 0-4/*')).toEqual({
      kind: 'part',
      range: { first: 0, last: 4 },
      completeBytes: null,
    });
  });

  test.each([
    '', 'bytes', 'bytes 0-4', 'bytes 0-4/', 'bytes=0-4/10', 'bytes 4-3/10', 'bytes 0-10/10', 'bytes 0-4/4', 'bytes */*', 'items 0-4/10',
    'bytes  0-4/10', 'bytes 0-4 /10', 'bytes 0-4/10, bytes 0-4/10', 'bytes 0-4/9999999999999999', 'bytes -4/10', 'bytes +0-4/10', 'bytes 0-4/1e9',
  ])('refuses %j', (text) => {
    expect(parseContentRange(text)).toBeUndefined();
  }); // prettier-ignore
});

describe('checkContentRange (RFC 9110 section 15.3.7)', () => {
  const check = (contentRange: string | undefined, asked: [number, number], bodyBytes: number | null) => {
    const [first, last] = asked;
    const part = checkContentRange({ contentRange, asked: { first, last }, bodyBytes });
    return part.ok ? part.range.last : part.why;
  };

  test.each<[string | undefined, [number, number], number | null, number | string]>([
    ['bytes 0-4/10', [0, 4], 5, 4],
    ['bytes 0-4/10', [0, 4], null, 4],
    ['bytes 0-4/*', [0, 4], 5, 4],
    ['bytes 5-9/10', [5, 99], 5, 9],
    ['bytes 5-9/*', [5, 99], 5, 9],
    ['bytes 5-9/10', [5, Number.MAX_SAFE_INTEGER], 5, 9],
    [undefined, [0, 4], 5, 'absent'],
    ['bytes */10', [0, 4], 5, 'absent'],
    ['bytes 4-9/9', [4, 9], 6, 'absent'],
    ['bytes 1-4/10', [0, 4], 4, 'not-asked'],
    ['bytes 0-5/10', [0, 4], 6, 'not-asked'],
    ['bytes 0-3/10', [0, 4], 4, 'not-asked'],
    ['bytes 5-8/10', [5, 99], 4, 'not-asked'],
    ['bytes 0-4/10', [5, 9], 5, 'not-asked'],
    ['bytes 4-9/10', [4, 9], 5, 'body-length'],
    ['bytes 0-4/10', [0, 4], 6, 'body-length'],
    ['bytes 0-4/10', [0, 4], 0, 'body-length'],
  ])('%j to %j with %j bytes: %j', (contentRange, asked, bodyBytes, outcome) => {
    expect<number | string>(check(contentRange, asked, bodyBytes)).toBe(outcome);
  });
});
