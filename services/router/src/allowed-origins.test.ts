import type { Origin } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { allowingOrigin } from './allowed-origins.ts';

const ORIGINS = new Map(
  ['download.example.com', '*.cdn.example.net', '*.a.cdn.example.net', '127.0.0.1', '1.2'].map(
    (host): [string, Origin] => [host, { host, scheme: 'http', port: 80 }],
  ),
);

describe('allowingOrigin', () => {
  test('finds a host, or the longest suffix on a label boundary', () => {
    const found = (host: string) => allowingOrigin(ORIGINS, host, 'production')?.host;
    expect(found('download.example.com')).toBe('download.example.com');
    expect(found('x.cdn.example.net')).toBe('*.cdn.example.net');
    expect(found('x.y.cdn.example.net')).toBe('*.cdn.example.net');
    expect(found('x.a.cdn.example.net')).toBe('*.a.cdn.example.net');
    for (const host of [
      'cdn.example.net',
      'xcdn.example.net',
      'download.example.com.',
      'Download.example.com',
      '*.cdn.example.net',
      '',
    ]) {
      expect(found(host)).toBeUndefined();
    }
  });

  test('takes an address only in the lab, and only in its own spelling', () => {
    expect(allowingOrigin(ORIGINS, '127.0.0.1', 'lab')?.host).toBe('127.0.0.1');
    expect(allowingOrigin(ORIGINS, '127.0.0.1', 'production')).toBeUndefined();
    for (const host of ['1.2', '127.1', '0x7f.1', '2130706433', '127.0.0.01', 'x.1']) {
      expect(allowingOrigin(ORIGINS, host, 'lab')).toBeUndefined();
    }
  });
});
