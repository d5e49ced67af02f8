import { describe, expect, test } from 'bun:test';
import { NO_VECTOR } from '@nearhop/contracts';
import { take } from './collect.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

export function healthContract(openFresh: OpenFresh): void {
  describe('health', () => {
    test('there is no vector before one is published', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        expect(await registry.health.vector()).toEqual(NO_VECTOR);
        expect(await (await reopen('follow')).health.vector()).toEqual(NO_VECTOR);
        expect(await registry.health.heartbeats()).toBeUndefined();
        expect(await registry.health.opinions()).toEqual([]);
      }));

    test('publishing raises the number by whoever publishes, and makes no revision', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('follow'); // monitors follow records and publish health
        const first = await registry.health.publishVector(bytes(1, 102), 1_000);
        const second = await other.health.publishVector(bytes(2), 2_000);
        expect(first).toEqual({ number: first.number, entries: bytes(1, 102), publishedAtMs: 1_000 });
        expect(second.number).toBeGreaterThan(first.number);
        expect(await registry.health.vector()).toEqual(second);
        expect((await registry.position()).revision).toBe(0);
      }));

    test('vectors yields the vector now and each newer one, in order', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const now = await registry.health.publishVector(bytes(1), 1);
        const follower = await reopen('follow');
        const numbers: number[] = [];
        const stop = new AbortController();
        for await (const vector of follower.health.vectors(stop.signal)) {
          numbers.push(vector.number);
          if (numbers.length === 4) stop.abort();
          else await registry.health.publishVector(bytes(numbers.length), numbers.length);
        }
        expect(numbers[0]).toBe(now.number);
        expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
        expect(new Set(numbers).size).toBe(4);
      }));

    test('vectors waits for the first one', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const follower = await reopen('follow');
        const waiting = take((signal) => follower.health.vectors(signal), 1);
        const published = await registry.health.publishVector(bytes(7), 5);
        expect(await waiting).toEqual([published]);
      }));

    test('opinions are kept by monitor, the last of each', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        await registry.health.putOpinions('b', bytes(1), 10);
        await (await reopen('follow')).health.putOpinions('a', bytes(2, 0), 11);
        await registry.health.putOpinions('b', bytes(0), 12);
        const found = (await registry.health.opinions()).toSorted((x, y) => (x.monitor < y.monitor ? -1 : 1));
        expect(found).toEqual([
          { monitor: 'a', opinions: bytes(2, 0), atMs: 11 },
          { monitor: 'b', opinions: bytes(0), atMs: 12 },
        ]);
      }));

    test('heartbeats are the last that was put', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        await registry.health.putHeartbeats(bytes(0, 255), 1);
        await registry.health.putHeartbeats(bytes(3), 2);
        expect(await (await reopen('follow')).health.heartbeats()).toEqual({ ages: bytes(3), atMs: 2 });
      }));

    test('a lease has one holder, who may renew it, until it is released or runs out', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('follow');
        expect(await registry.health.acquireLease('publisher', 'me', 600_000)).toBe(true);
        expect(await other.health.acquireLease('publisher', 'you', 600_000)).toBe(false);
        expect(await other.health.acquireLease('other-lease', 'you', 600_000)).toBe(true);
        expect(await registry.health.acquireLease('publisher', 'me', 600_000)).toBe(true);
        await other.health.releaseLease('publisher', 'you'); // not the holder
        expect(await other.health.acquireLease('publisher', 'you', 600_000)).toBe(false);
        await registry.health.releaseLease('publisher', 'me');
        expect(await other.health.acquireLease('publisher', 'you', 1)).toBe(true);
        while (!(await registry.health.acquireLease('publisher', 'me', 600_000))) await Bun.sleep(1);
        expect(await other.health.acquireLease('publisher', 'you', 1)).toBe(false);
      }));
  });
}
