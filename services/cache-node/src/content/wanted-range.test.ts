import { HeaderFields } from '@nearhop/http-cache';
import { expect, test } from 'bun:test';
import { wantedRange } from './wanted-range.ts';

const UNKNOWN = null;

test.each([
  [undefined, UNKNOWN, 0, null],
  ['bytes=5-9', UNKNOWN, 5, 10],
  ['bytes=5-', UNKNOWN, 5, null],
  ['bytes=-3', UNKNOWN, 0, 1],
  ['bytes=-3', 10, 7, null],
  ['bytes=-30', 10, 0, null],
  // They may come to nothing.
  ['bytes=5-900000000,0-1', UNKNOWN, 5, 6],
  [`bytes=${Array.from({ length: 400 }, () => '0-900000000').join()}`, UNKNOWN, 0, 1],
  ['bytes=9-5', UNKNOWN, 0, null],
])('wantedRange of Range %p and length %p is %p to %p', (range, lengthBytes, start, end) => {
  const fields = range === undefined ? HeaderFields.of() : HeaderFields.of(['Range', range]);
  const request = { method: 'GET', joinedHeader: (name: string) => fields.joinedHeader(name) };
  expect(wantedRange(request, lengthBytes)).toEqual({ start, end });
});
