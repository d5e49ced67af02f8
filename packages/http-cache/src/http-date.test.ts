import { describe, expect, test } from 'bun:test';
import { formatHttpDate, parseHttpDate } from './http-date.ts';

const NEAR = Date.UTC(2026, 0, 1);

describe('parseHttpDate (RFC 9110 section 5.6.7)', () => {
  test.each([
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    'Mon, 06 Nov 1994 08:49:37 GMT', // a wrong day of the week
  ])('takes %s', (text) => {
    expect(parseHttpDate(text, NEAR)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  });

  test('takes a year of two digits for the past century when it is over 50 years ahead', () => {
    expect(parseHttpDate('Thursday, 18-Aug-75 02:01:18 GMT', NEAR)).toBe(Date.UTC(2075, 7, 18, 2, 1, 18));
    expect(parseHttpDate('Thursday, 18-Aug-76 02:01:18 GMT', NEAR)).toBe(Date.UTC(1976, 7, 18, 2, 1, 18));
    expect(parseHttpDate('Thursday, 18-Aug-00 02:01:18 GMT', Date.UTC(2060, 0))).toBe(Date.UTC(2100, 7, 18, 2, 1, 18));
  });

  test('takes 29 February and second 60 where there are such', () => {
    expect(parseHttpDate('Thu, 29 Feb 2024 00:00:60 GMT', NEAR)).toBe(Date.UTC(2024, 1, 29, 0, 1));
    expect(parseHttpDate('Sun, 29 Feb 2026 00:00:00 GMT', NEAR)).toBeUndefined();
  });

  test.each([
    '',
    '0',
    '-1',
    'now',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37 gmt',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'SUN, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 NOV 1994 08:49:37 GMT',
    'Sun 06 Nov 1994 08:49:37 GMT',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06  Nov 1994 08:49:37 GMT',
    'Sun, 06-Nov-1994 08:49:37 GMT',
    'Sun, 06 Nov 94 08:49:37 GMT',
    'Sun, 06 Nov 1994 8:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 31 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
    '1994-11-06T08:49:37Z',
  ])('refuses %j', (text) => {
    expect(parseHttpDate(text, NEAR)).toBeUndefined();
  });

  test('formatHttpDate writes IMF-fixdate', () => {
    expect(formatHttpDate(Date.UTC(1994, 10, 6, 8, 49, 37, 999))).toBe('Sun, 06 Nov 1994 08:49:37 GMT');
  });
});
