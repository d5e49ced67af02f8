import { describe, expect, test } from 'bun:test';
import { isLoopbackHost, namesLoopback } from './loopback-host.ts';

describe('isLoopbackHost', () => {
  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    test(`is so for ${host}`, () => expect(isLoopbackHost(host)).toBe(true));
  }
  for (const host of ['', '127.1', '2130706433', 'localhost.example.com', '127.0.0.1.nip.io', '10.0.0.1', '::2']) {
    test(`is not so for "${host}"`, () => expect(isLoopbackHost(host)).toBe(false));
  }
});

describe('namesLoopback', () => {
  for (const header of ['localhost', 'localhost:9080', '127.0.0.1:1', '[::1]', '[::1]:65535']) {
    test(`is so for ${header}`, () => expect(namesLoopback(header)).toBe(true));
  }
  for (const header of [
    '',
    '::1',
    '[::1',
    'localhost:',
    'localhost:http',
    'localhost@evil.example',
    'localhost, evil.example',
  ]) {
    test(`is not so for "${header}"`, () => expect(namesLoopback(header)).toBe(false));
  }
});
