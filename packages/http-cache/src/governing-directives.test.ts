import { describe, expect, test } from 'bun:test';
import type { Directive } from './directive-list.ts';
import { governingDirectives } from './governing-directives.ts';
import { HeaderFields } from './header-fields.ts';
import { parseDictionary } from './structured-dictionary.ts';

const TARGETS = ['nearhop-cache-control', 'cdn-cache-control'];

describe('parseDictionary (RFC 8941 section 4.2.2)', () => {
  test.each<[string, Directive[]]>([
    ['', []],
    ['  max-age=60 ', [['max-age', '60']]],
    ['a, b=?1, c=?0', [['a', null], ['b', null]]], // prettier-ignore
    ['a=1,\t b=2', [['a', '1'], ['b', '2']]], // prettier-ignore
    ['a=1, b, a=2', [['b', null], ['a', '2']]], // prettier-ignore
    ['a=60;x;y=1;z="q", b;w', [['a', '60'], ['b', null]]], // prettier-ignore
    [String.raw`a="x\"y"`, [['a', 'x"y']]],
    ['a=-1', [['a', '-1']]],
    [
      'a=1.5, b=tok/en:x, c=:YQ==:, d=(1 "x";p tok), e=()',
      ['a', 'b', 'c', 'd', 'e'].map((name): Directive => [name, undefined]),
    ],
  ])('reads %j', (field, directives) => {
    expect(parseDictionary(field)).toEqual(directives);
  });

  test.each([
    'MaX-age=60', 'a,', 'a,,b', ',a', 'a =1', 'a= 1', 'a=', 'a="', 'a="é"', 'a b', 'a=1b', 'a=1.', 'a=1.2345', 'a=1234567890123456',
    'a=?2', 'a=:*:', 'a=(1', 'a=(1"x")', 'a=1; ', 'a=1;X', '1a', 'a\t', "a='1'", 'a=@1',
  ])('refuses %j', (field) => {
    // White space at the ends belongs to the field, not to its value.
    expect(parseDictionary(field === 'a\t' ? 'a\t b' : field)).toBeUndefined();
  }); // prettier-ignore
});

describe('governingDirectives (RFC 9213 section 2.2)', () => {
  const govern = (...pairs: [string, string][]) => governingDirectives(HeaderFields.of(...pairs), TARGETS);

  test('the first of the target list governs alone', () => {
    const directives = govern(
      ['Cache-Control', 'no-store'],
      ['CDN-Cache-Control', 'max-age=1'],
      ['Nearhop-Cache-Control', 'max-age=60'],
    );
    expect(directives).toMatchObject({ noStore: false, maxAgeMs: 60_000, replacesExpires: true });
  });

  test.each(['', 'MAX-AGE=60', 'max-age=60,', 'max-age =60'])('%j is as good as not there', (targeted) => {
    const directives = govern(['Cache-Control', 'max-age=1'], ['CDN-Cache-Control', targeted]);
    expect(directives).toMatchObject({ maxAgeMs: 1000, replacesExpires: false });
  });

  test('several lines are one dictionary', () => {
    expect(govern(['CDN-Cache-Control', 'max-age=1'], ['CDN-Cache-Control', 'must-revalidate'])).toMatchObject({
      maxAgeMs: 1000,
      mustRevalidate: true,
    });
  });

  test('a value of the wrong kind is stale', () => {
    expect(govern(['Cache-Control', 'max-age=60'], ['CDN-Cache-Control', 'max-age=1.5']).maxAgeMs).toBe(0);
  });
});
