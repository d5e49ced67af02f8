import { describe, expect, test } from 'bun:test';
import { parseDirectives } from './directive-list.ts';
import { requestDirectives } from './request-directives.ts';
import { responseDirectives, type ResponseDirectives } from './response-directives.ts';
import { get } from './testing/messages.ts';

const read = (field: string): ResponseDirectives => responseDirectives(parseDirectives(field));

describe('parseDirectives (RFC 9111 section 5.2)', () => {
  test.each([
    ['', []],
    [' , ,\t', []],
    ['a', [['a', null]]],
    ['A=b , c', [['a', 'b'], ['c', null]]], // prettier-ignore
    ['a="b, c=d", e', [['a', 'b, c=d'], ['e', null]]], // prettier-ignore
    [String.raw`a="b\"c\\"`, [['a', String.raw`b"c\ `.trim()]]],
    ['a=', [['a', undefined]]],
    ['a="b', [['a', undefined]]],
    ['a="b"c', [['a', undefined]]],
    ['a =1', [['a', undefined]]],
    ['a= 1', [['a', undefined]]],
    ["a='1'", [['a', "'1'"]]],
    ['a;b', [['a;b', undefined]]],
    ['=1', [['', undefined]]],
    ['"a", b', [['', undefined], ['b', null]]], // prettier-ignore
  ] as const)('reads %j', (field, directives) => {
    expect(parseDirectives(field)).toEqual(directives.map(([name, argument]) => [name, argument]));
  });

  // A pattern that tries every split of such runs would not come to an end.
  test('is done with any run of 100,000 of the same', () => {
    for (const unit of ['\t ', ',', '"', '\\', '="', '=,', 'a="\\']) {
      expect(parseDirectives(`${unit.repeat(100_000)}x`).length).toBeLessThan(200_000);
    }
  });
});

describe('responseDirectives', () => {
  test.each([
    ['max-age=60', 60_000],
    ['MaX-aGe=60', 60_000],
    ['max-age="60"', 60_000],
    ['max-age=0060', 60_000],
    ['max-age=60, max-age=60', 60_000],
    ['max-age=2147483648', 2_147_483_648_000],
    ['max-age=99999999999', 2_147_483_648_000],
    [`max-age=${'9'.repeat(500)}`, 2_147_483_648_000],
    ['foo, max-age=60, bar="max-age=1"', 60_000],
    ['bar="max-age=60"', null],
    // What cannot be understood is stale (section 4.2.1).
    ['max-age=-1', 0],
    ['max-age=1.5', 0],
    ['max-age=1e3', 0],
    ['max-age=60a', 0],
    ['max-age', 0],
    ['max-age=', 0],
    ["max-age='60'", 0],
    ['max-age =60', 0],
    ['max-age=60, max-age=61', 0],
  ] as const)('%s is %j ms', (field, maxAgeMs) => {
    expect(read(field).maxAgeMs).toBe(maxAgeMs);
  });

  test.each([
    ['max-age=1', 'none'],
    ['no-cache', 'all'],
    ['No-Cache=""', 'all'],
    ['no-cache="a, B"', ['a', 'b']],
    ['no-cache=a', ['a']],
    ['no-cache="a", no-cache="b"', ['a', 'b']],
    ['no-cache="a", no-cache', 'all'],
    ['no-cache="a b"', 'all'],
    ['no-cache="a', 'all'],
    ['no-cache="a, vary"', 'all'], // without Vary the rest would be for everyone
  ] as const)('%s is about %j', (field, scope) => {
    expect(read(field).noCache).toEqual(scope);
    expect(read(field.replaceAll(/no-cache/gi, 'private')).privacy).toEqual(scope);
  });

  test('a flag with an argument is still the flag', () => {
    expect(read('no-store=x, public="y", must-understand=')).toMatchObject({
      noStore: true,
      isPublic: true,
      mustUnderstand: true,
    });
  });

  test.each(['no-cache', 'must-revalidate', 'proxy-revalidate', 's-maxage=60'])(
    '%s forbids to serve stale',
    (field) => {
      expect(read(`max-age=60, ${field}`).forbidsStale).toBe(true);
    },
  );
});

describe('requestDirectives (RFC 9111 section 5.2.1)', () => {
  test('reads what is asked', () => {
    const asked = requestDirectives(
      get({ 'Cache-Control': 'no-store, only-if-cached, max-age=1, min-fresh="2", max-stale=3, stale-if-error=4' }),
    );
    expect(asked).toEqual({
      noCache: false,
      noStore: true,
      onlyIfCached: true,
      maxAgeMs: 1000,
      minFreshMs: 2000,
      maxStaleMs: 3000,
      staleIfErrorMs: 4000,
    });
  });

  test('max-stale without a number takes anything', () => {
    expect(requestDirectives(get({ 'Cache-Control': 'max-stale' })).maxStaleMs).toBe(Number.POSITIVE_INFINITY);
  });

  test('overlooks numbers that are none', () => {
    expect(requestDirectives(get({ 'Cache-Control': 'max-age=x, max-stale=-1, min-fresh' }))).toMatchObject({
      maxAgeMs: null,
      maxStaleMs: null,
      minFreshMs: null,
    });
  });

  test('Pragma: no-cache counts where there is no Cache-Control (section 5.4)', () => {
    expect(requestDirectives(get({ Pragma: 'x, No-Cache' })).noCache).toBe(true);
    expect(requestDirectives(get({ Pragma: 'no-cache', 'Cache-Control': 'max-age=1' })).noCache).toBe(false);
    expect(requestDirectives(get({ Pragma: 'other' })).noCache).toBe(false);
  });
});
