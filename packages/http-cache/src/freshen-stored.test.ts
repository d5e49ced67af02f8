import { describe, expect, test } from 'bun:test';
import { freshenBy304, freshenByHead, selectFreshened, type Freshening } from './freshen-stored.ts';
import { HeaderFields } from './header-fields.ts';
import { formatHttpDate } from './http-date.ts';
import { ageSeconds } from './current-age.ts';
import { storedResponse } from './stored-response.ts';
import { get, NOON, NOON_MS, policy, response, stored, type Pairs } from './testing/messages.ts';
import { ifRangeValue, validationFields } from './validation-fields.ts';

const LATER_MS = NOON_MS + 100_000;
const STORED = {
  'Cache-Control': 'max-age=10',
  ETag: '"a"',
  'Last-Modified': NOON,
  Date: NOON,
  Age: '7',
  A: '1',
  B: '1',
};

function freshened(by: typeof freshenBy304, fields: Pairs, of: Pairs = STORED): Freshening {
  const news = response(fields, { status: by === freshenBy304 ? 304 : 200, receivedAtMs: LATER_MS, delayMs: 10 });
  return by({ request: get(), stored: stored(of), response: news, policy: policy() });
}

function field(outcome: Freshening, name: string): string | undefined {
  if (outcome.kind === 'other-content') return outcome.kind;
  return new HeaderFields(outcome.record.fields).joinedHeader(name);
}

describe('validationFields (RFC 9111 section 4.3.1)', () => {
  test('sends every validator there is, the date as it was received', () => {
    const rfc850 = 'Sunday, 06-Nov-94 08:49:37 GMT';
    expect(validationFields(stored({ ETag: 'W/"a"', 'Last-Modified': rfc850 }))).toEqual([
      ['If-None-Match', 'W/"a"'],
      ['If-Modified-Since', rfc850],
    ]);
    expect(validationFields(stored({ ETag: 'a', 'Last-Modified': 'x' }))).toEqual([]);
  });

  test('If-Range takes a strong entity tag alone', () => {
    expect(ifRangeValue(stored({ ETag: '"a"' }))).toBe('"a"');
    expect(ifRangeValue(stored({ ETag: 'W/"a"' }))).toBeNull();
    expect(ifRangeValue(stored({ 'Last-Modified': NOON }))).toBeNull();
  });
});

describe('freshenBy304 (RFC 9111 sections 3.2 and 4.3.4)', () => {
  test('takes new values, keeps what was not sent, and begins a new life', () => {
    const outcome = freshened(freshenBy304, { ETag: '"a"', A: '2', C: '2' });
    expect(['a', 'b', 'c'].map((name) => field(outcome, name))).toEqual(['2', '1', '2']);
    if (outcome.kind !== 'updated') throw new Error(outcome.kind);
    const renewed = storedResponse(outcome.record, policy());
    expect(renewed.status).toBe(200);
    expect(ageSeconds(renewed, LATER_MS)).toBe(0);
    expect(renewed.freshUntilMs).toBe(LATER_MS - 10 + 10_000);
    expect(field(outcome, 'date')).toBe(formatHttpDate(LATER_MS));
    expect(field(outcome, 'age')).toBeUndefined();
  });

  test.each(['Content-Encoding', 'Content-Length', 'Content-MD5', 'Content-Range', 'Vary'])(
    'never overwrites %s',
    (name) => {
      expect(
        field(
          freshened(freshenBy304, { ETag: '"a"', [name]: 'new' }, { ...STORED, [name]: 'old' }),
          name.toLowerCase(),
        ),
      ).toBe('old');
    },
  );

  test.each(['Content-Type', 'Content-Location', 'Expires', 'Set-Cookie2', 'Content-Security-Policy'])(
    'overwrites %s',
    (name) => {
      expect(
        field(
          freshened(freshenBy304, { ETag: '"a"', [name]: 'new' }, { ...STORED, [name]: 'old' }),
          name.toLowerCase(),
        ),
      ).toBe('new');
    },
  );

  test('keeps no cookie and nothing for one connection', () => {
    const outcome = freshened(freshenBy304, { ETag: '"a"', 'Set-Cookie': 'a=b', Connection: 'X', X: '1' });
    expect(['set-cookie', 'connection', 'x'].map((name) => field(outcome, name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('a 304 that forbids keeping is used once', () => {
    expect(freshened(freshenBy304, { ETag: '"a"', 'Cache-Control': 'private' })).toMatchObject({
      kind: 'last-use',
      why: 'private',
    });
  });

  test.each<[Pairs, string]>([
    [{ ETag: '"a"' }, 'updated'],
    [{}, 'updated'],
    [{ 'Last-Modified': NOON }, 'updated'],
    [{ ETag: '"b"' }, 'other-content'],
    [{ ETag: '"b"', 'Last-Modified': NOON }, 'other-content'],
    [{ ETag: 'a' }, 'other-content'],
    [{ 'Last-Modified': formatHttpDate(NOON_MS - 1000) }, 'other-content'],
    [{ ETag: 'W/"a"' }, 'updated'],
  ])('%j: %s', (fields, kind) => {
    expect(freshened(freshenBy304, fields).kind).toBe(kind as 'updated');
  });
});

describe('selectFreshened (RFC 9111 section 4.3.4)', () => {
  const old = stored({ ETag: '"a"', 'Last-Modified': NOON, Date: NOON });
  const recent = stored({ ETag: 'W/"a"', 'Last-Modified': NOON, Date: formatHttpDate(LATER_MS) });
  const select = (fields: Pairs) => selectFreshened([old, recent], HeaderFields.of(...Object.entries(fields)));

  test('by a strong tag those of the same, else the most recent that corresponds', () => {
    expect(select({ ETag: '"a"' })).toBe(old);
    expect(select({ ETag: 'W/"a"' })).toBe(recent);
    expect(select({ 'Last-Modified': NOON })).toBe(recent);
    expect(select({ ETag: '"b"' })).toBeNull();
    expect(select({})).toBeNull();
  });
});

describe('freshenByHead (RFC 9111 section 4.3.5)', () => {
  const of = { ...STORED, 'Content-Length': '5' };

  test.each<[Pairs, string]>([
    [{ 'Cache-Control': 'max-age=99' }, 'updated'],
    [{ ETag: '"a"', 'Last-Modified': NOON, 'Content-Length': '5' }, 'updated'],
    [{ ETag: '"b"' }, 'other-content'],
    [{ 'Last-Modified': 'x' }, 'other-content'],
    [{ 'Content-Length': '6' }, 'other-content'],
  ])('%j: %s', (fields, kind) => {
    expect(freshened(freshenByHead, fields, of).kind).toBe(kind as 'updated');
  });

  test('an object that came in parts has no length to compare', () => {
    expect(freshened(freshenByHead, { ETag: '"a"', 'Content-Length': '6' }).kind).toBe('updated');
  });
});
