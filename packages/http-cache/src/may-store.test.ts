import { describe, expect, test } from 'bun:test';
import { HeaderFields } from './header-fields.ts';
import { mayStore } from './may-store.ts';
import { get, NOON, NOON_MS, policy, response, store, type Pairs } from './testing/messages.ts';

const FRESH = { 'Cache-Control': 'max-age=60' };
const names = (decision: ReturnType<typeof store>) =>
  decision.store ? new HeaderFields(decision.record.fields).names() : decision.why;

describe('mayStore (RFC 9111 section 3)', () => {
  test('keeps a fresh answer to GET with its two instants', () => {
    expect(store({ ...FRESH, Date: NOON, A: '1' }, { delayMs: 20 })).toEqual({
      store: true,
      record: {
        status: 200,
        fields: ['Cache-Control', 'max-age=60', 'Date', NOON, 'A', '1'],
        requestedAtMs: NOON_MS - 20,
        receivedAtMs: NOON_MS,
      },
    });
  });

  test('gives a response without Date that of its receipt (RFC 9110 section 6.6.1)', () => {
    expect(store(FRESH)).toMatchObject({ record: { fields: ['Cache-Control', 'max-age=60', 'Date', NOON] } });
  });

  test.each([
    ['POST', 'method'],
    ['HEAD', 'method'],
    ['get', 'method'],
  ])('refuses an answer to %s', (method, why) => {
    expect(store(FRESH, { request: get({}, method) })).toEqual({ store: false, why: why as 'method' });
  });

  test.each<[string, Pairs]>([
    ['no-store', { 'Cache-Control': 'max-age=60, No-Store' }],
    ['no-store', { ...FRESH, 'CDN-Cache-Control': 'no-store' }],
    ['private', { 'Cache-Control': 'private, max-age=60' }],
    ['private', { 'Cache-Control': 'private="vary", max-age=60' }],
    ['set-cookie', { ...FRESH, 'Set-Cookie': 'a=b' }],
    ['vary', { ...FRESH, Vary: '*' }],
    ['vary', { ...FRESH, Vary: 'a, *' }],
    ['vary', { ...FRESH, Vary: ', *' }],
    ['vary', { ...FRESH, Vary: 'a b' }],
    ['never-fresh', {}],
    ['never-fresh', { 'Cache-Control': 'max-age=0' }],
    ['never-fresh', { 'Cache-Control': 'no-cache, max-age=60' }],
    ['never-fresh', { Expires: '0' }],
    ['never-fresh', { ...FRESH, Age: '60' }],
  ])('refuses for %s: %j', (why, fields) => {
    expect(store(fields)).toEqual({ store: false, why: why as 'private' });
  });

  test('a request that says no-store has nothing kept', () => {
    expect(names(store(FRESH, { request: get({ 'Cache-Control': 'no-store' }) }))).toBe('request-no-store');
  });

  test.each([
    [{}, 'authorization'],
    [{ 'Cache-Control': 'max-age=60' }, 'authorization'],
    [{ 'Cache-Control': 'max-age=60, proxy-revalidate' }, 'authorization'],
    [{ 'Cache-Control': 'max-age=60, public' }, true],
    [{ 'Cache-Control': 'max-age=60, must-revalidate' }, true],
    [{ 'Cache-Control': 's-maxage=60' }, true],
  ])('an answer to a request with Authorization: %j is %j (section 3.5)', (fields, outcome) => {
    const decision = store(fields, { request: get({ Authorization: 'Basic x' }) });
    expect(decision.store ? true : decision.why).toBe(outcome as 'authorization');
  });

  test.each([304, 401, 407, 412, 416, 429, 431, 511, 100, 199, 600])(
    'never keeps %d, which tells of the request',
    (status) => {
      expect(store(FRESH, { status })).toEqual({ store: false, why: 'status' });
    },
  );

  test.each([200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599])(
    'keeps a %d that says for how long',
    (status) => {
      expect(store(FRESH, { status }).store).toBe(true);
    },
  );

  test('must-understand: an unknown status is not kept, a known one is in spite of no-store (section 5.2.2.3)', () => {
    const fields = { 'Cache-Control': 'max-age=60, must-understand, no-store' };
    expect(names(store(fields, { status: 599 }))).toBe('status');
    expect(store(fields, { status: 200 }).store).toBe(true);
  });

  test.each([
    [200, {}, true],
    [404, {}, true],
    [403, {}, 'no-freshness'],
    [302, {}, 'no-freshness'],
    [599, { 'Cache-Control': 'public' }, true],
  ])('a %d with only a validator, %j: %j', (status, fields, outcome) => {
    const decision = store({ ETag: '"a"', ...fields }, { status });
    expect(decision.store ? true : decision.why).toBe(outcome as 'no-freshness');
  });

  test('a response that is stale at once is kept for what it can be: validated, or served while the origin fails', () => {
    expect(store({ 'Cache-Control': 'no-cache', ETag: '"a"' }).store).toBe(true);
    expect(store({ 'Cache-Control': 'max-age=0', 'Last-Modified': NOON }).store).toBe(true);
    expect(store({ 'Cache-Control': 'max-age=0, stale-if-error=9' }).store).toBe(true);
    expect(store({ 'Cache-Control': 'max-age=0' }, { under: policy({ staleIfErrorMs: 1 }) }).store).toBe(true);
  });

  test('leaves out fields for one connection, and those that private and no-cache name', () => {
    const decision = store({
      Connection: 'x',
      X: '1',
      'Keep-Alive': '1',
      'Cache-Control': 'max-age=60, private="A, set-cookie", no-cache=b',
      A: '1',
      B: '2',
      C: '3',
      'Set-Cookie': 'a=b',
    });
    expect(names(decision)).toEqual(['cache-control', 'c', 'date']);
  });

  test('keeps a 206 as a part of the whole', () => {
    const fields = {
      ...FRESH,
      'Content-Range': 'bytes 0-4/10',
      'Content-Length': '5',
      'Content-MD5': 'x',
      ETag: '"a"',
    };
    const decision = store(fields, { status: 206 });
    expect(names(decision)).toEqual(['cache-control', 'etag', 'date']);
    expect(decision).toMatchObject({ record: { status: 200 } });
  });

  test.each(['bytes 4-9/5', 'bytes */10', 'items 0-4/10', ''])('refuses a 206 with Content-Range %j', (range) => {
    expect(names(store({ ...FRESH, 'Content-Range': range }, { status: 206 }))).toBe('content-range');
  });

  test('an entity tag given twice is none', () => {
    const twice = response(FRESH);
    const fields = HeaderFields.of(['Cache-Control', 'no-cache'], ['ETag', '"a"'], ['ETag', '"b"']);
    expect(mayStore({ request: get(), response: { ...twice, fields }, policy: policy() }).store).toBe(false);
  });
});
