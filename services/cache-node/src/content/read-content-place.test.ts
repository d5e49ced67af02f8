import type { Origin } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { AllowedOrigins } from '../node-state/allowed-origins.ts';
import { readContentPlace, type PlaceRules } from './read-content-place.ts';

const ORIGINS: readonly Origin[] = [
  { host: 'download.example.com', scheme: 'http', port: 80 },
  { host: 'mirror.example.org', scheme: 'http', port: 80, aliasOf: 'download.example.com' },
  { host: '*.cdn.example.net', scheme: 'https', port: 8_443 },
  { host: '127.0.0.1', scheme: 'http', port: 8_000 },
];
const PRODUCTION: PlaceRules = { realm: 'production', namedBy: 'parameter', control: null };
const AT_CONTROL: PlaceRules = {
  ...PRODUCTION,
  control: { scheme: 'http', host: 'control.example.com', port: 8_081 },
};

describe('readContentPlace', () => {
  test.each([
    ['/a?cacheHostOrigin=download.example.com', 'download.example.com', '/a'],
    ['/a?x=1&cacheHostOrigin=DOWNLOAD.example.com:80&y=%2e', 'download.example.com', '/a?x=1&y=%2e'],
    ['/a?cacheHostOrigin=mirror.example.org', 'download.example.com', '/a'],
    ['/a?cacheHostOrigin=x.cdn.example.net', 'x.cdn.example.net:8443', '/a'],
    ['http://node/a?cacheHostOrigin=download.example.com', 'download.example.com', '/a'],
  ])('takes %s for %s and %s', (target, originText, asked) => {
    const reading = read(target);
    expect(reading.kind === 'place' && [reading.place.originText, reading.place.target]).toEqual([originText, asked]);
  });

  test.each([
    ['/a', 400],
    ['/a?cacheHostOrigin=', 400],
    ['/a?cacheHostOrigin=download.example.com&cacheHostOrigin=download.example.com', 400],
    ['/a?cacheHostOrigin=127.0.0.1:8000', 400],
    ['/a?cacheHostOrigin=0x7f.1', 400],
    ['/a?cacheHostOrigin=evil@download.example.com', 400],
    ['/a/../b?cacheHostOrigin=download.example.com', 400],
    ['*', 400],
    ['/a?cacheHostOrigin=other.example.com', 403],
    ['/a?cacheHostOrigin=download.example.com:81', 403],
    ['/a?cacheHostOrigin=evilcdn.example.net', 403],
  ])('refuses %s with %d', (target, status) => {
    const reading = read(target);
    expect(reading.kind === 'refused' && reading.status).toBe(status as 400);
  });

  test('takes an address in a lab', () => {
    const reading = read('/a?cacheHostOrigin=127.0.0.1:8000', undefined, { ...PRODUCTION, realm: 'lab' });
    expect(reading.kind === 'place' && reading.place.originText).toBe('127.0.0.1:8000');
  });

  test.each([
    ['/mscomtest/wuidt.gif?cacheHostOrigin=control.example.com:8081', 'control.example.com:8081'],
    ['/mscomtest/wuidt.gif?cacheHostOrigin=control.example.com', 'control.example.com:8081'],
  ])('takes %s as the test object of control, which is on no list', (target, originText) => {
    const reading = read(target, undefined, AT_CONTROL);
    expect(reading.kind === 'place' && reading.place.originText).toBe(originText);
  });

  test.each([
    '/mscomtest/wuidt.gif?cacheHostOrigin=control.example.com:9081',
    '/mscomtest/wuidt.gif?x&cacheHostOrigin=control.example.com',
    '/mscomtest/wuidt.gif2?cacheHostOrigin=control.example.com',
    '/v1/nodes?cacheHostOrigin=control.example.com:8081',
  ])('refuses %s with 403, also when a list names the host of control', (target) => {
    const listed = [...ORIGINS, { host: 'control.example.com', scheme: 'http', port: 8_081 } as const];
    for (const origins of [ORIGINS, listed]) {
      const reading = readContentPlace(target, undefined, new AllowedOrigins(origins), AT_CONTROL);
      expect(reading).toMatchObject({ kind: 'refused', status: 403 });
    }
  });

  test('takes the origin from Host only where devices are pointed at the node by DNS', () => {
    expect(read('/a', 'download.example.com').kind).toBe('refused');
    const reading = read('/a?x', 'download.example.com', { ...PRODUCTION, namedBy: 'parameter-or-host' });
    expect(reading.kind === 'place' && reading.place.target).toBe('/a?x');
  });
});

function read(target: string, host: string | undefined = 'node', rules = PRODUCTION) {
  return readContentPlace(target, host, new AllowedOrigins(ORIGINS), rules);
}
