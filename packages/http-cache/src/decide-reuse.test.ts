import { describe, expect, test } from 'bun:test';
import { decideReuse } from './decide-reuse.ts';
import { get, NOON_MS, policy, stored } from './testing/messages.ts';

interface Case {
  readonly asked?: string;
  readonly after: number;
  readonly under?: ReturnType<typeof policy>;
}

/** The decision some seconds after receipt, in short. */
function decided(cacheControl: string, { asked, after, under = policy() }: Case): string {
  const request = get(asked === undefined ? {} : { 'Cache-Control': asked });
  const response = stored({ 'Cache-Control': cacheControl, ETag: '"a"' }, { under });
  const decision = decideReuse({ request, stored: response, nowMs: NOON_MS + after * 1000, policy: under });
  return decision.kind === 'revalidate' ? `${decision.forward}, ${decision.onError}` : decision.kind;
}

describe('decideReuse (RFC 9111 section 4)', () => {
  test('nothing stored is a miss, or 504 for who wants nothing fetched', () => {
    const question = { stored: null, nowMs: NOON_MS, policy: policy() };
    expect(decideReuse({ ...question, request: get() })).toEqual({ kind: 'miss', forward: 'uri-miss' });
    expect(decideReuse({ ...question, request: get({ 'Cache-Control': 'only-if-cached' }) }).kind).toBe(
      'only-if-cached',
    );
  });

  test.each([
    ['max-age=60', 0, 'fresh'],
    ['max-age=60', 59.999, 'fresh'],
    ['max-age=60', 60, 'stale, fail'],
    ['max-age=60', -9999, 'fresh'],
    ['no-cache, max-age=60', 0, 'stale, fail'],
    ['max-age=60, stale-while-revalidate=10', 69, 'stale-while-revalidate'],
    ['max-age=60, stale-while-revalidate=10', 70, 'stale, fail'],
    ['max-age=60, stale-if-error=10', 69, 'stale, serve-stored'],
    ['max-age=60, stale-if-error=10', 70, 'stale, fail'],
    ['max-age=60, stale-if-error=99, must-revalidate', 61, 'stale, fail'],
    ['s-maxage=60, stale-while-revalidate=99', 61, 'stale, fail'],
  ])('%s after %d s: %s', (cacheControl, after, decision) => {
    expect(decided(cacheControl, { after })).toBe(decision);
  });

  test.each([
    ['max-age=60', 'no-cache', 0, 'request, serve-stored'],
    ['max-age=60, stale-if-error=10', 'no-cache', 0, 'request, serve-stored'],
    ['max-age=60', 'no-store', 0, 'fresh'],
    ['max-age=60', 'max-age=0', 0, 'fresh'],
    ['max-age=60', 'max-age=0', 1, 'request, serve-stored'],
    ['max-age=60', 'max-age=10', 10, 'fresh'],
    ['max-age=60', 'max-age=10', 11, 'request, serve-stored'],
    ['max-age=60', 'min-fresh=50', 10, 'fresh'],
    ['max-age=60', 'min-fresh=50', 11, 'request, serve-stored'],
    ['max-age=60', 'max-stale=5', 65, 'stale'],
    ['max-age=60', 'max-stale=5', 66, 'stale, fail'],
    ['max-age=60', 'max-stale', 9999, 'stale'],
    ['max-age=60, must-revalidate', 'max-stale', 61, 'stale, fail'],
    ['no-cache', 'max-stale', 0, 'stale, fail'],
    ['max-age=60', 'max-age=99, max-stale=9', 65, 'stale'],
    ['max-age=60', 'stale-if-error=9', 61, 'stale, serve-stored'],
    ['max-age=60, proxy-revalidate', 'stale-if-error=9', 61, 'stale, fail'],
    ['max-age=60, stale-while-revalidate=9', 'max-age=99', 61, 'stale, fail'],
    ['max-age=60, stale-while-revalidate=9', 'max-stale=9', 61, 'stale-while-revalidate'],
    ['max-age=60', 'only-if-cached', 1, 'fresh'],
    ['max-age=60', 'only-if-cached', 61, 'only-if-cached'],
    ['max-age=60', 'only-if-cached, max-stale', 61, 'stale'],
    ['max-age=60', 'only-if-cached, no-cache', 1, 'only-if-cached'],
  ])('%s, asked for %s, after %d s: %s', (cacheControl, asked, after, decision) => {
    expect(decided(cacheControl, { asked, after })).toBe(decision);
  });

  test('a policy that ignores them leaves clients only-if-cached', () => {
    const under = policy({ requestDirectives: 'ignore' });
    expect(decided('max-age=60', { asked: 'no-cache, max-age=0, min-fresh=99', after: 1, under })).toBe('fresh');
    expect(decided('max-age=60', { asked: 'max-stale', after: 61, under })).toBe('stale, fail');
    expect(decided('max-age=60', { asked: 'only-if-cached', after: 61, under })).toBe('only-if-cached');
  });
});
