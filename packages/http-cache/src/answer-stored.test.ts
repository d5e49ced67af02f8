import { describe, expect, test } from 'bun:test';
import { answerStored } from './answer-stored.ts';
import { parseEntityTag, parseEntityTags } from './entity-tag.ts';
import { formatHttpDate } from './http-date.ts';
import { notModifiedFields } from './not-modified-fields.ts';
import { get, NOON, NOON_MS, stored, type Pairs, type ResponseParts } from './testing/messages.ts';

const at = (seconds: number) => formatHttpDate(NOON_MS + seconds * 1000);
const STRONG = { ETag: '"a"', 'Last-Modified': at(-100), Date: NOON };

interface Asked extends ResponseParts {
  readonly of?: Pairs;
  readonly method?: string;
  readonly contentBytes?: number | null;
}

function answer(fields: Pairs, { of = STRONG, method = 'GET', contentBytes = 10, ...parts }: Asked = {}): string {
  const outcome = answerStored({ request: get(fields, method), stored: stored(of, parts), contentBytes });
  return outcome.kind === 'ranges' ? outcome.ranges.map(({ first, last }) => `${first}-${last}`).join() : outcome.kind;
}

describe('entity tags (RFC 9110 section 8.8.3)', () => {
  test.each(['"a"', 'W/"a"', '""', '"a,b"', '"\u00fc"', String.raw`"a\b"`])('%s is one', (text) => {
    expect(parseEntityTag(text)).toEqual({
      strength: text.startsWith('W/') ? 'weak' : 'strong',
      opaque: text.replace('W/', ''),
    });
  });

  test.each([
    '',
    'a',
    'w/"a"',
    'W"a"',
    String.raw`W\"a"`,
    '"a',
    '"a"b',
    '"a", "b"',
    '"a b"',
    '"a\u0007"',
    '*',
    '"\u0100"',
  ])('%j is none', (text) => {
    expect(parseEntityTag(text)).toBeUndefined();
  });

  test('lists pass over empty members and break at anything that is none', () => {
    const texts = (list: string) => {
      const tags = parseEntityTags(list);
      return typeof tags === 'object' ? tags.map(({ opaque }) => opaque).join() : tags;
    };
    expect(texts(' , "a",, W/"b,c" ,\t')).toBe('"a","b,c"');
    expect(texts(' * ')).toBe('*');
    for (const none of ['', ' , ', 'a', '"a" "b"', '"a", b', '*, "a"']) expect(texts(none)).toBeUndefined();
    expect(parseEntityTags(`"a"${' '.repeat(100_000)}x`)).toBeUndefined(); // is done at all
  });
});

describe('answerStored: conditions (RFC 9110 section 13.2.2)', () => {
  test.each<[Pairs, string]>([
    [{}, 'whole'],
    [{ 'If-None-Match': '"a"' }, 'not-modified'],
    [{ 'If-None-Match': 'W/"a"' }, 'not-modified'],
    [{ 'If-None-Match': '"x", "a", "y"' }, 'not-modified'],
    [{ 'If-None-Match': '*' }, 'not-modified'],
    [{ 'If-None-Match': '"b"' }, 'whole'],
    [{ 'If-None-Match': 'a' }, 'whole'],
    [{ 'If-None-Match': '"b"', 'If-Modified-Since': at(0) }, 'whole'],
    [{ 'If-None-Match': '"a"', 'If-Modified-Since': at(-999) }, 'not-modified'],
    [{ 'If-Modified-Since': at(-100) }, 'not-modified'],
    [{ 'If-Modified-Since': at(-99) }, 'not-modified'],
    [{ 'If-Modified-Since': at(-101) }, 'whole'],
    [{ 'If-Modified-Since': 'yesterday' }, 'whole'],
    [{ 'If-Match': '"a"' }, 'whole'],
    [{ 'If-Match': '*' }, 'whole'],
    [{ 'If-Match': 'W/"a"' }, 'precondition-failed'],
    [{ 'If-Match': '"b"' }, 'precondition-failed'],
    [{ 'If-Match': 'a' }, 'precondition-failed'],
    [{ 'If-Match': '"b"', 'If-None-Match': '"a"' }, 'precondition-failed'],
    [{ 'If-Match': '"a"', 'If-Unmodified-Since': at(-101) }, 'whole'],
    [{ 'If-Unmodified-Since': at(-100) }, 'whole'],
    [{ 'If-Unmodified-Since': at(-101) }, 'precondition-failed'],
    [{ 'If-Unmodified-Since': '0' }, 'whole'],
    [{ 'If-None-Match': '"a"', Range: 'bytes=0-1' }, 'not-modified'],
    [{ 'If-None-Match': '"b"', Range: 'bytes=0-1' }, '0-1'],
  ])('%j: %s', (fields, outcome) => {
    expect(answer(fields)).toBe(outcome);
    if (!outcome.includes('-1')) expect(answer(fields, { method: 'HEAD' })).toBe(outcome);
  });

  test('a weak tag matches If-None-Match, never If-Match', () => {
    const of = { ETag: 'W/"a"' };
    expect(answer({ 'If-None-Match': '"a"' }, { of })).toBe('not-modified');
    expect(answer({ 'If-Match': 'W/"a"' }, { of })).toBe('precondition-failed');
  });

  test('If-Modified-Since is held against Date where there is no Last-Modified (RFC 9111 section 4.3.2)', () => {
    expect(answer({ 'If-Modified-Since': at(0) }, { of: { Date: NOON } })).toBe('not-modified');
    expect(answer({ 'If-Modified-Since': at(-1) }, { of: { Date: NOON } })).toBe('whole');
    expect(answer({ 'If-Unmodified-Since': at(-1) }, { of: { Date: NOON } })).toBe('whole');
  });

  test('count only where the answer would be a 2xx (RFC 9110 section 13.2.1)', () => {
    expect(answer({ 'If-None-Match': '"a"' }, { status: 204 })).toBe('not-modified');
    expect(answer({ 'If-None-Match': '"a"', Range: 'bytes=0-1' }, { status: 404 })).toBe('whole');
  });
});

describe('answerStored: ranges (RFC 9110 sections 13.1.5 and 14.2)', () => {
  test.each<[Pairs, string]>([
    [{}, '0-1'],
    [{ 'If-Range': '"a"' }, '0-1'],
    [{ 'If-Range': 'W/"a"' }, 'whole'],
    [{ 'If-Range': '"b"' }, 'whole'],
    [{ 'If-Range': at(-100) }, '0-1'],
    [{ 'If-Range': at(-99) }, 'whole'],
    [{ 'If-Range': 'x' }, 'whole'],
  ])('If-Range %j: %s', (fields, outcome) => {
    expect(answer({ Range: 'bytes=0-1', ...fields })).toBe(outcome);
  });

  test('a date in If-Range is no strong validator within a second of Date', () => {
    const of = { 'Last-Modified': NOON, Date: NOON };
    expect(answer({ Range: 'bytes=0-1', 'If-Range': NOON }, { of })).toBe('whole');
    expect(answer({ Range: 'bytes=0-1', 'If-Range': NOON }, { of: { ...of, Date: at(1) } })).toBe('0-1');
  });

  test('count for a GET that would be answered 200, once the length is known', () => {
    expect(answer({ Range: 'bytes=0-1' }, { method: 'HEAD' })).toBe('whole');
    expect(answer({ Range: 'bytes=0-1' }, { status: 203 })).toBe('whole');
    expect(answer({ Range: 'bytes=0-1' }, { contentBytes: null })).toBe('whole');
    expect(answer({ Range: 'bytes=10-' })).toBe('unsatisfiable');
  });
});

test('notModifiedFields repeats what RFC 9110 section 15.4.5 names', () => {
  const fields = {
    ...STRONG,
    'Cache-Control': 'x',
    Expires: '0',
    Vary: 'a',
    'Content-Location': '/',
    'Content-Type': 't',
    A: '1',
  };
  const told = ['etag', 'date', 'cache-control', 'expires', 'vary', 'content-location'];
  expect(notModifiedFields(stored(fields).fields).names()).toEqual(told);
  expect(notModifiedFields(stored({ 'Last-Modified': NOON, A: '1' }).fields).names()).toEqual(['last-modified']);
});
