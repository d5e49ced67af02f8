import { describe, expect, test } from 'bun:test';
import { entityTag, matchesEntityTag } from './entity-tag.ts';

describe('entityTag', () => {
  test('follows from decision, reason and caches, and from their order', () => {
    const first = { node: 'a', address: '1.2.3.4', port: 80, backup: false };
    const second = { ...first, node: 'b' };
    const tags = [
      entityTag({ kind: 'cdn', reason: 'no-match', caches: [] }),
      entityTag({ kind: 'cdn', reason: 'node-down', caches: [] }),
      entityTag({ kind: 'node', reason: 'matched', caches: [first, second] }),
      entityTag({ kind: 'node', reason: 'matched', caches: [second, first] }),
      entityTag({ kind: 'node', reason: 'matched', caches: [{ ...first, backup: true }] }),
    ];
    expect(new Set(tags).size).toBe(tags.length);
    expect(entityTag({ kind: 'node', reason: 'matched', caches: [{ ...first }, { ...second }] })).toBe(tags[2] ?? '');
  });
});

describe('matchesEntityTag', () => {
  const tag = 'W/"abc"';

  test.each(['W/"abc"', '"abc"', '*', ' "x" , W/"abc"', '"x","abc"', ',"abc"', '"a,b", "abc" ', 'W/"x",\tW/"abc",'])(
    'finds the tag in %p',
    (header) => expect(matchesEntityTag(header, tag)).toBe(true),
  );

  test.each([
    '',
    'abc',
    'W/abc',
    '"ab"',
    '"abcd"',
    'w/"abc"',
    '"x" "abc"',
    '"x, "abc"',
    '**',
    '"x"; "abc"',
    'W/ "abc"',
  ])('does not find it in %p', (header) => expect(matchesEntityTag(header, tag)).toBe(false));
});
