import { describe, expect, test } from 'bun:test';
import { describeTarget, namesRedis, parseRedisTarget } from './redis-target.ts';

describe('parseRedisTarget', () => {
  const good: readonly [string, object, string][] = [
    [
      'redis://127.0.0.1',
      { kind: 'plain', database: 0, tls: false, endpoints: [{ host: '127.0.0.1', port: 6_379 }] },
      'redis://127.0.0.1:6379/0',
    ],
    ['rediss://store.example:7000/3', { kind: 'plain', database: 3, tls: true }, 'rediss://store.example:7000/3'],
    ['redis://[::1]:6380', { endpoints: [{ host: '::1', port: 6_380 }] }, 'redis://[::1]:6380/0'],
    ['redis://me:p%40ss%2F:x@h', { username: 'me', password: 'p@ss/:x' }, 'redis://h:6379/0'],
    ['redis://:only@h', { password: 'only' }, 'redis://h:6379/0'],
    [
      'redis+sentinel://a:1,b,[::1]:3/nearhop?sentinelUsername=s&sentinelPassword=t',
      {
        kind: 'sentinel',
        master: 'nearhop',
        sentinel: { username: 's', password: 't' },
        endpoints: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26_379 },
          { host: '::1', port: 3 },
        ],
      },
      'redis+sentinel://a:1,b:26379,[::1]:3/nearhop',
    ],
    ['rediss+cluster://u:p@a:1,b:2', { kind: 'cluster', tls: true, username: 'u' }, 'rediss+cluster://a:1,b:2'],
  ];
  test.each(good)('reads %s', (text, expected, description) => {
    expect(namesRedis(text)).toBe(true);
    const target = parseRedisTarget(text);
    expect(target).toMatchObject(expected);
    expect(describeTarget(target)).toBe(description);
  });

  const bad = [
    'redis:',
    'redis://',
    'redis://a,b',
    'redis://a/b',
    'redis://a:0',
    'redis://a:65536',
    'redis://a:1:2',
    'redis://hush@a',
    'redis://u:hu%sh@a',
    'redis://u:hush@a b',
    'redis://u:hush@a?x=1',
    'redis+sentinel://u:hush@a:1',
    'redis+sentinel://a:1/m?password=hush',
    'redis+cluster://u:hush@a:1/0',
    'redis+unknown://u:hush@a',
  ];
  test.each(bad)('refuses %s, and never says a password', (text) => {
    let message = '';
    try {
      parseRedisTarget(text);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      message = (error as Error).message;
    }
    expect(message).toStartWith('Cannot open registry in Redis: ');
    expect(message).not.toContain('hush');
  });
});
