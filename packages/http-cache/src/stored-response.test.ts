import { describe, expect, test } from 'bun:test';
import { ageSeconds, currentAgeMs, ttlSeconds } from './current-age.ts';
import { formatHttpDate } from './http-date.ts';
import { NOON, NOON_MS, policy, stored, type Pairs, type ResponseParts } from './testing/messages.ts';
import type { CachePolicy } from './cache-policy.ts';

const at = (seconds: number) => formatHttpDate(NOON_MS + seconds * 1000);
const lifetimeSeconds = (fields: Pairs, parts: ResponseParts & { under?: CachePolicy } = {}) => {
  const { bornAtMs, freshUntilMs } = stored(fields, parts);
  return (freshUntilMs - bornAtMs) / 1000;
};

describe('the lifetime of a stored response (RFC 9111 section 4.2.1)', () => {
  test.each<[Pairs, number]>([
    [{ 'Cache-Control': 'max-age=60' }, 60],
    [{ 'Cache-Control': 'max-age=60, s-maxage=30' }, 30],
    [{ 'Cache-Control': 's-maxage=90, max-age=0', Expires: at(-9) }, 90],
    [{ 'Cache-Control': 'max-age=60', Expires: '0' }, 60],
    [{ 'Cache-Control': 'max-age=0', Expires: at(60), Date: NOON }, 0],
    [{ Expires: at(60), Date: NOON }, 60],
    [{ Expires: at(60), Date: at(50) }, 10],
    [{ Expires: at(60) }, 60],
    [{ Expires: at(60), Date: 'foo' }, 60],
    [{ Expires: at(60), Date: at(100) }, 0],
    [{ Expires: '0', Date: NOON }, 0],
    [{ Expires: `${at(60)}, ${at(60)}` }, 0],
    [{ 'Cache-Control': 'no-cache, max-age=60' }, 0],
    [{ 'Cache-Control': 'no-cache="a", max-age=60' }, 60],
    [{ 'CDN-Cache-Control': 'max-age=5', 'Cache-Control': 'max-age=60' }, 5],
    [{ 'CDN-Cache-Control': 'must-revalidate', Expires: at(60) }, 0],
    [{ 'Cache-Control': 'max-age=60', Age: 'x' }, 0],
    [{ 'Cache-Control': 'max-age=60', Age: '0, 0' }, 0],
    [{ 'Last-Modified': at(-1000), Date: NOON }, 0],
  ])('%j lives %d s', (fields, seconds) => {
    expect(lifetimeSeconds(fields)).toBe(seconds);
  });

  test('by heuristics a tenth of the time since Last-Modified, if asked for (section 4.2.2)', () => {
    const under = policy({ heuristics: 'last-modified', defaultLifetimeMs: 7000 });
    expect(lifetimeSeconds({ 'Last-Modified': at(-1000), Date: NOON }, { under })).toBe(100);
    expect(lifetimeSeconds({ 'Last-Modified': at(1000), Date: NOON }, { under })).toBe(0);
    expect(lifetimeSeconds({ 'Last-Modified': 'x' }, { under })).toBe(7);
    expect(lifetimeSeconds({ 'Last-Modified': at(-1000) }, { under, status: 403 })).toBe(0);
    expect(lifetimeSeconds({ 'Last-Modified': at(-1000), 'Cache-Control': 'public' }, { under, status: 599 })).toBe(
      100,
    );
  });

  test('by the default of its origin, of its own for what is not there', () => {
    const under = policy({ defaultLifetimeMs: 60_000, negativeLifetimeMs: 2000 });
    expect([200, 206, 301, 404, 410, 501].map((status) => lifetimeSeconds({}, { status, under }))).toEqual([
      60, 60, 60, 2, 2, 2,
    ]);
    expect([302, 403, 500].map((status) => lifetimeSeconds({}, { status, under }))).toEqual([0, 0, 0]);
    expect(lifetimeSeconds({ 'Cache-Control': 'max-age=5' }, { under })).toBe(5);
  });
});

describe('the age of a stored response (RFC 9111 section 4.2.3)', () => {
  test.each<[Pairs, number, number]>([
    [{}, 0, 0],
    [{ Age: '30' }, 0, 30],
    [{ Age: '30' }, 4, 34],
    [{ Date: at(-50) }, 4, 50],
    [{ Date: at(-50), Age: '49' }, 4, 53],
    [{ Date: at(50) }, 0, 0],
    [{ Date: 'x' }, 0, 0],
    [{ Age: '99999999999' }, 0, 2_147_483_648],
  ])('%j with a delay of %d s is %d s on receipt', (fields, delay, age) => {
    const response = stored(fields, { delayMs: delay * 1000 });
    expect(ageSeconds(response, NOON_MS)).toBe(age);
    expect(ageSeconds(response, NOON_MS + 2999)).toBe(age + 2);
  });

  test('does not fall when the clock is put back', () => {
    expect(currentAgeMs(stored({ Age: '30' }), NOON_MS - 3_600_000)).toBe(30_000);
  });

  test('ttlSeconds is what is left, negative afterwards', () => {
    const response = stored({ 'Cache-Control': 'max-age=60', Age: '20' });
    expect(ttlSeconds(response, NOON_MS)).toBe(40);
    expect(ttlSeconds(response, NOON_MS + 41_000)).toBe(-1);
  });
});

describe('the times in which it may be served stale', () => {
  const windows = (fields: Pairs, under = policy()) => {
    const { freshUntilMs, staleWhileRevalidateUntilMs, staleIfErrorUntilMs } = stored(fields, { under });
    return [(staleWhileRevalidateUntilMs - freshUntilMs) / 1000, (staleIfErrorUntilMs - freshUntilMs) / 1000];
  };

  test('are those that it names, or the policy (RFC 5861)', () => {
    const under = policy({ staleIfErrorMs: 9000, staleWhileRevalidateMs: 8000 });
    expect(windows({ 'Cache-Control': 'max-age=1' })).toEqual([0, 0]);
    expect(windows({ 'Cache-Control': 'max-age=1' }, under)).toEqual([8, 9]);
    expect(windows({ 'Cache-Control': 'max-age=1, stale-if-error=3, stale-while-revalidate=2' }, under)).toEqual([
      2, 3,
    ]);
    expect(windows({ 'Cache-Control': 'max-age=1, stale-if-error=0, stale-while-revalidate=x' }, under)).toEqual([
      0, 0,
    ]);
  });

  test.each(['must-revalidate', 'proxy-revalidate', 's-maxage=1', 'no-cache'])('are none with %s', (directive) => {
    const fields = { 'Cache-Control': `max-age=1, stale-if-error=9, stale-while-revalidate=9, ${directive}` };
    expect(windows(fields, policy({ staleIfErrorMs: 9000 }))).toEqual([0, 0]);
  });
});
