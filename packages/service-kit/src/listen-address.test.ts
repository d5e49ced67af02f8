import { describe, expect, test } from 'bun:test';
import { formatListen, parseListen } from './listen-address.ts';

describe('parseListen', () => {
  test.each([
    ['0.0.0.0:8080', '0.0.0.0', 8080],
    ['[::]:8080', '::', 8080],
    ['[::1]:0', '::1', 0],
    ['router.example:65535', 'router.example', 65_535],
  ])('reads %p, which formatListen writes', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
    expect(formatListen({ host, port })).toBe(text);
  });

  test.each([
    '',
    ':',
    '8080',
    ':8080',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '::1:80',
    '[::1]',
    'a b:80',
    'a:080000',
  ])('refuses %p', (text) => expect(parseListen(text)).toBeUndefined());
});
