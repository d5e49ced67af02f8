import { describe, expect, test } from 'bun:test';
import { parseServer } from './server-text.ts';

describe('parseServer', () => {
  const good = [
    ['203.0.113.10', '203.0.113.10', 80],
    ['203.0.113.10:8090', '203.0.113.10', 8090],
    ['2001:db8::1', '2001:db8::1', 80],
    ['[2001:db8::1]', '2001:db8::1', 80],
    ['[2001:DB8::1]:65535', '2001:db8::1', 65_535],
    ['[::ffff:203.0.113.10]:81', '203.0.113.10', 81],
  ] as const;
  for (const [text, address, port] of good) {
    test(`reads "${text}"`, () => {
      const server = parseServer(text);
      expect([server.address.toString(), server.port]).toEqual([address, port]);
    });
  }

  const bad = [
    '',
    'cache.example.com',
    'localhost:80',
    '203.0.113.10:',
    '203.0.113.10:0',
    '203.0.113.10:080',
    '203.0.113.10:65536',
    '203.0.113.10:99999999999999999999',
    '203.0.113.10:80:80',
    '203.0.113.10:+80',
    '203.0.113.10/32',
    'http://203.0.113.10',
    '203.0.113',
    '0x7f.1',
    '2001:db8::1:80x',
    '[2001:db8::1]80',
    '[2001:db8::1',
    '[203.0.113.10]:80',
    '[2001:db8::1%eth0]:80',
    '203.0.113.10 :80',
  ];
  for (const text of bad) {
    test(`refuses "${text}" and quotes it`, () => {
      expect(() => parseServer(text)).toThrow(/^Cannot read server "/);
    });
  }
});
