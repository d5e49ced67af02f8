import { describe, expect, test } from 'bun:test';
import { parseTarget, targetText } from './target.ts';

describe('parseTarget', () => {
  test.each([
    ['http://127.0.0.1:8080', '127.0.0.1', 8080, 'http://127.0.0.1:8080/v1/route'],
    ['http://router.example/', 'router.example', 80, 'http://router.example/v1/route'],
    ['https://[2001:db8::1]/geo/', '2001:db8::1', 443, 'https://[2001:db8::1]/geo/v1/route'],
  ])('reads %s', (text, hostname, port, whole) => {
    const target = parseTarget(text);
    expect([target.hostname, target.port, targetText(target)]).toEqual([hostname, port, whole]);
  });

  test.each(['127.0.0.1:8080', 'router', 'ftp://router', 'http://'])('says of %p what to write', (text) => {
    expect(() => parseTarget(text)).toThrow('write the address of a router, such as http://127.0.0.1:8080');
  });

  test('refuses a user, a query and a fragment', () => {
    for (const text of ['http://me@router', 'http://router?x=1', 'http://router#x']) {
      expect(() => parseTarget(text)).toThrow('write it without user, query and fragment');
    }
  });
});
