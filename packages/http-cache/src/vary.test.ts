import { describe, expect, test } from 'bun:test';
import { HeaderFields } from './header-fields.ts';
import { get, type Pairs } from './testing/messages.ts';
import { varyNames, varyValues } from './vary.ts';

describe('varyNames (RFC 9110 section 12.5.5)', () => {
  const names = (...lines: string[]) =>
    varyNames(HeaderFields.of(...lines.map((line): [string, string] => ['Vary', line])));

  test('are sorted, in lower case, each once', () => {
    expect(names()).toEqual([]);
    expect(names('Foo, bar ,, FOO', 'baz')).toEqual(['bar', 'baz', 'foo']);
  });

  test.each([
    ['*', ''],
    ['*, *', ''],
    ['*', '*'],
    [', *', ''],
    ['', '*'],
    ['foo, *', ''],
    ['foo bar', ''],
    ['foo;q=1', ''],
    ['"foo"', ''],
  ])('%j and %j match no other request', (one, other) => {
    expect(names(one, other)).toBe('*');
  });
});

describe('varyValues (RFC 9111 section 4.1)', () => {
  const same = (name: string, one: Pairs, other: Pairs) =>
    Bun.deepEquals(varyValues([name], get(one)), varyValues([name], get(other)));

  test('an absent field matches only its absence', () => {
    expect(varyValues(['foo'], get())).toEqual([['foo', null]]);
    expect(same('foo', {}, { Foo: '' })).toBe(false);
  });

  test('lists of tags and codings are the same whatever their case and white space', () => {
    expect(
      same('accept-language', { 'Accept-Language': 'en, de;q=0.5' }, { 'Accept-Language': ' eN ,\tDE ; q=0.5 ' }),
    ).toBe(true);
    expect(same('accept-encoding', { 'Accept-Encoding': 'gzip,br' }, { 'Accept-Encoding': 'gzip, br' })).toBe(true);
    expect(same('accept-language', { 'Accept-Language': 'en, de' }, { 'Accept-Language': 'de, en' })).toBe(false);
  });

  test('of other fields nothing is known', () => {
    expect(same('foo', { Foo: 'a' }, { Foo: ' a\t' })).toBe(true);
    expect(same('foo', { Foo: 'a' }, { Foo: 'A' })).toBe(false);
    expect(same('foo', { Foo: '1,2' }, { Foo: '1, 2' })).toBe(false);
    expect(same('accept', { Accept: 'a;b="X"' }, { Accept: 'a;b="x"' })).toBe(false);
  });

  test('several lines are one value', () => {
    const lines = HeaderFields.of(['Foo', '1'], ['foo', '2']);
    expect(varyValues(['foo'], lines)).toEqual([['foo', '1, 2']]);
  });
});
