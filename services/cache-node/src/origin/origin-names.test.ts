import { Address } from '@nearhop/ip';
import { expect, test } from 'bun:test';
import type { NameAnswer } from './name-query.ts';
import { OriginError } from './origin-error.ts';
import { NAME_TIMES, OriginNames } from './origin-names.ts';

class Names {
  asked = 0;
  nowMs = 0;
  answer: () => Promise<NameAnswer> = () => Promise.reject(new OriginError('resolver-failed', 'silent'));
  readonly names = new OriginNames(
    { ...NAME_TIMES, patienceMs: 20 },
    {
      query: () => {
        this.asked++;
        return this.answer();
      },
      known: new Map([['localhost', [Address.parse('127.0.0.1')]]]),
      now: () => this.nowMs,
    },
  );

  say(address: string, ttlSeconds: number): void {
    this.answer = () => Promise.resolve({ addresses: [Address.parse(address)], ttlSeconds });
  }

  async resolve(host = 'a.example.com'): Promise<string> {
    const addresses = await this.names.resolve(host).catch((error: unknown) => (error as OriginError).code);
    return String(addresses);
  }
}

test.each([
  [1, 29_999, 30_000],
  [60, 59_999, 60_000],
  [86_400, 299_999, 300_000],
])(
  'OriginNames keeps an answer with a TTL of %d s for no less than 30 s and no more than 300 s',
  async (ttl, kept, renewed) => {
    const names = new Names();
    names.say('192.0.2.1', ttl);
    await names.resolve();
    names.nowMs = kept;
    await names.resolve();
    expect(names.asked).toBe(1);
    names.nowMs = renewed;
    await names.resolve();
    expect(names.asked).toBe(2);
  },
);

test('OriginNames asks once for all who wait', async () => {
  const names = new Names();
  names.say('192.0.2.1', 60);
  expect(new Set(await Promise.all([names.resolve(), names.resolve(), names.resolve()])).size).toBe(1);
  expect(names.asked).toBe(1);
});

test('OriginNames goes on with an old answer while name servers fail or are silent, not when the name is gone', async () => {
  const names = new Names();
  names.say('192.0.2.1', 30);
  await names.resolve();
  names.nowMs = 40_000;
  names.answer = () => Promise.reject(new OriginError('resolver-failed', 'refused'));
  expect(await names.resolve()).toBe('192.0.2.1');
  names.nowMs = 50_000;
  names.answer = () => new Promise(() => {});
  expect(await names.resolve()).toBe('192.0.2.1');
  const gone = new Names();
  gone.say('192.0.2.1', 30);
  await gone.resolve();
  gone.nowMs = 40_000;
  gone.answer = () => Promise.reject(new OriginError('name-not-found', 'gone'));
  expect(await gone.resolve()).toBe('name-not-found');
  expect(await gone.resolve()).toBe('name-not-found');
  expect(gone.asked).toBe(2);
});

test('OriginNames asks nobody for names that the machine knows', async () => {
  const names = new Names();
  expect(await names.resolve('localhost')).toBe('127.0.0.1');
  expect(names.asked).toBe(0);
});
