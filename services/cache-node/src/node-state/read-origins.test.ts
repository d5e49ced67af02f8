import { expect, test } from 'bun:test';
import { AllowedOrigins } from './allowed-origins.ts';
import { readOrigins } from './read-origins.ts';

const LIST = [
  { host: 'download.example.com', scheme: 'http', port: 80 },
  { host: '*.cdn.example.net', scheme: 'https', port: 8443 },
  { host: 'special.cdn.example.net', scheme: 'http', port: 80 },
];

test.each([
  ['{', 'write JSON such as'],
  ['{}', 'write a list such as'],
  [JSON.stringify([{ ...LIST[0], scheme: 'ftp' }]), '0.scheme'],
  [JSON.stringify([LIST[0], LIST[0]]), 'stands there twice'],
  [JSON.stringify([{ ...LIST[0], requestHeaders: ['*'] }]), 'in lab mode only'],
  [JSON.stringify([{ ...LIST[0], host: '127.0.0.1' }]), 'in lab mode only'],
  [JSON.stringify([{ ...LIST[0], aliasOf: 'elsewhere.example.com' }]), 'must name another origin of the list'],
])('readOrigins refuses %s and says what to write', (text, why) => {
  expect(() => readOrigins(text, 'production')).toThrow(why);
});

test('readOrigins takes in a lab what production may not have', () => {
  const list = [{ host: '127.0.0.1', scheme: 'http', port: 8_000, methods: 'all', requestHeaders: ['*'] }];
  expect(readOrigins(JSON.stringify(list), 'lab')).toEqual(list as never);
});

test.each([
  ['download.example.com', 'download.example.com'],
  ['a.cdn.example.net', '*.cdn.example.net'],
  ['a.b.cdn.example.net', '*.cdn.example.net'],
  ['special.cdn.example.net', 'special.cdn.example.net'],
  ['cdn.example.net', undefined],
  ['evilcdn.example.net', undefined],
  ['example.com', undefined],
  ['download.example.com.evil.org', undefined],
])('AllowedOrigins.find of %s is %s', (host, found) => {
  const origins = new AllowedOrigins(readOrigins(JSON.stringify(LIST), 'production'));
  expect(origins.find(host)?.host).toBe(found as string);
});
