import { describe, expect, test } from 'bun:test';
import { HeaderFields } from './header-fields.ts';
import { endToEndFields } from './storable-fields.ts';

describe('HeaderFields', () => {
  const fields = HeaderFields.of(['Accept', ' a '], ['X', '1'], ['aCCept', 'b\t']);

  test('joins lines of one name in any case, without the white space around them', () => {
    expect(fields.joinedHeader('accept')).toBe('a, b');
    expect(fields.joinedHeader('y')).toBeUndefined();
  });

  test('knows no name that an object would have by itself', () => {
    expect(HeaderFields.EMPTY.joinedHeader('constructor')).toBeUndefined();
    expect(HeaderFields.of(['__proto__', 'x']).joinedHeader('__proto__')).toBe('x');
  });

  test('keeps order, case and repetition', () => {
    expect(fields.raw).toEqual(['Accept', ' a ', 'X', '1', 'aCCept', 'b\t']);
    expect(fields.values('accept')).toEqual([' a ', 'b\t']);
    expect(fields.filter((name) => name === 'accept').raw).toEqual(['Accept', ' a ', 'aCCept', 'b\t']);
    expect(fields.filter(() => true)).toBe(fields);
  });

  test('refuses half a pair', () => {
    expect(() => new HeaderFields(['Accept'])).toThrow('write names and values in turn');
  });
});

describe('endToEndFields', () => {
  test('drops what is for one connection (RFC 9110 section 7.6.1)', () => {
    const fields = HeaderFields.of(
      ['Connection', 'close, X-Hop,  a'],
      ['x-hop', '1'],
      ['A', '1'],
      ['B', '2'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Connection', 'x'],
      ['Proxy-Authenticate', 'x'],
      ['Proxy-Authentication-Info', 'x'],
      ['Proxy-Authorization', 'x'],
      ['TE', 'x'],
      ['Trailer', 'x'],
      ['Transfer-Encoding', 'x'],
      ['Upgrade', 'x'],
    );
    expect(endToEndFields(fields).names()).toEqual(['b']);
  });

  test('keeps what decides about storing, whoever names it in Connection', () => {
    const fields = HeaderFields.of(
      ['Connection', 'Cache-Control, Vary, Set-Cookie'],
      ['Cache-Control', 'private'],
      ['Vary', 'A'],
    );
    expect(endToEndFields(fields).names()).toEqual(['cache-control', 'vary']);
  });
});
