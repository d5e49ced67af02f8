import { describe, expect, test } from 'bun:test';
import { invalidatedTargets } from './invalidated-targets.ts';
import { resolveOnOrigin } from './reference-resolution.ts';
import { response, type Pairs } from './testing/messages.ts';

const BASE = { scheme: 'http', authorities: ['example.com', 'example.com:80'], target: '/a/b/c?q' } as const;

describe('resolveOnOrigin (RFC 3986 section 5)', () => {
  test.each([
    ['', '/a/b/c?q'],
    ['#x', '/a/b/c?q'],
    ['?y', '/a/b/c?y'],
    ['?', '/a/b/c?'],
    ['d', '/a/b/d'],
    ['d?y#z', '/a/b/d?y'],
    ['./d', '/a/b/d'],
    ['../d', '/a/d'],
    ['../../../d', '/d'],
    ['..', '/a/'],
    ['.', '/a/b/'],
    ['d/./e/../f', '/a/b/d/f'],
    ['/d/../e', '/d/../e'],
    ['/d', '/d'],
    ['http://example.com/d', '/d'],
    ['HTTP://EXAMPLE.com:80/d?y', '/d?y'],
    ['http://example.com', '/'],
    ['http://example.com?y', '/?y'],
    ['//example.com/d', '/d'],
    ['https://example.com/d', null],
    ['http://example.com:81/d', null],
    ['http://other.example/d', null],
    ['//other.example/d', null],
    ['http://example.com@other.example/d', null],
    ['http://user@example.com/d', null],
    ['http:d', null],
    ['mailto:a@example.com', null],
  ])('%j is %j', (reference, target) => {
    expect(resolveOnOrigin(reference, BASE)).toBe(target);
  });
});

describe('invalidatedTargets (RFC 9111 section 4.4)', () => {
  const targets = (method: string, status = 200, fields: Pairs = {}) =>
    invalidatedTargets({ method, base: BASE, response: response(fields, { status }) });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'M-SEARCH', 'get'])(
    '%s that did not fail voids its target',
    (method) => {
      expect(targets(method)).toEqual([BASE.target]);
      expect(targets(method, 303)).toEqual([BASE.target]);
      expect([199, 400, 404, 500].flatMap((status) => targets(method, status))).toEqual([]);
    },
  );

  test.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('%s voids nothing', (method) => {
    expect(targets(method, 200, { Location: '/d' })).toEqual([]);
  });

  test('and what Location and Content-Location name on the same origin', () => {
    expect(targets('POST', 201, { Location: '/d', 'Content-Location': 'http://example.com/e' })).toEqual([
      BASE.target,
      '/d',
      '/e',
    ]);
    expect(targets('POST', 201, { Location: '//other.example/d', 'Content-Location': '' })).toEqual([BASE.target]);
  });
});
