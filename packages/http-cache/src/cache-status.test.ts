import { describe, expect, test } from 'bun:test';
import { appendCacheStatus, formatCacheStatus, type CacheStatus } from './cache-status.ts';

describe('formatCacheStatus (RFC 9211 section 2)', () => {
  test.each<[CacheStatus, string]>([
    [{ outcome: 'hit' }, 'Nearhop; hit'],
    [{ outcome: 'hit', ttlSeconds: 30 }, 'Nearhop; hit; ttl=30'],
    [{ outcome: 'hit', ttlSeconds: -30.5, detail: 'serve-stored' }, 'Nearhop; hit; ttl=-30; detail=serve-stored'],
    [{ outcome: 'forward', reason: 'uri-miss', stored: 'yes' }, 'Nearhop; fwd=uri-miss; stored'],
    [
      { outcome: 'forward', reason: 'stale', forwardStatus: 304, collapsed: 'yes', ttlSeconds: 60 },
      'Nearhop; fwd=stale; fwd-status=304; collapsed; ttl=60',
    ],
    [
      { outcome: 'forward', reason: 'uri-miss', stored: 'no', collapsed: 'no', detail: 'set-cookie' },
      'Nearhop; fwd=uri-miss; stored=?0; collapsed=?0; detail=set-cookie',
    ],
    [{ outcome: 'hit', detail: 'a "b" \\ é\n' }, String.raw`Nearhop; hit; detail="a \"b\" \\ ??"`],
    [{ outcome: 'hit', detail: '9' }, 'Nearhop; hit; detail="9"'],
    [{ outcome: 'hit', detail: '' }, 'Nearhop; hit; detail=""'],
  ])('%j is %s', (status, value) => {
    expect(formatCacheStatus(status)).toBe(value);
  });

  test('comes after what caches nearer to the origin said', () => {
    expect(appendCacheStatus('Parent; hit', 'Nearhop; fwd=miss')).toBe('Parent; hit, Nearhop; fwd=miss');
    expect(appendCacheStatus(undefined, 'Nearhop; hit')).toBe('Nearhop; hit');
  });
});
