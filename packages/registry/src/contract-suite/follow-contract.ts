import { describe, expect, test } from 'bun:test';
import { chainOf } from '../record-hash.ts';
import type { FollowStep } from '../registry.ts';
import { follow, take } from './collect.ts';
import { customerWrite, gone, mustCommit } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const revisions = (steps: readonly FollowStep[]) =>
  steps.map((step) => (step.kind === 'revision' ? step.revision.position.revision : step.kind));

export function followContract(openFresh: OpenFresh): void {
  describe('changes', () => {
    test('follows from a position: every revision since, whole and linked', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const start = await registry.position();
        for (const id of ['a', 'b', 'c']) await mustCommit(registry, customerWrite(id));
        await mustCommit(registry, gone(customerWrite('b')));
        const steps = await follow(await reopen('follow'), start, 4);
        expect(revisions(steps)).toEqual([1, 2, 3, 4]);
        let { chain } = start;
        for (const step of steps) {
          if (step.kind !== 'revision') continue;
          expect(step.revision.previous.chain).toBe(chain);
          chain = chainOf(chain, step.revision);
          expect(step.revision.position.chain).toBe(chain);
        }
        expect(steps[3]).toMatchObject({ revision: { writes: [{ kind: 'customer', id: 'b', value: null }] } });
        expect(steps.map((step) => step.kind === 'revision' && step.revision)).toEqual(
          (await registry.history({ limit: 9 })).toReversed(),
        );
      }));

    test('yields what is committed while it waits, by whomever', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('write');
        const following = follow(await reopen('follow'), await registry.position(), 6);
        for (const id of ['a', 'b', 'c']) {
          await mustCommit(registry, customerWrite(id));
          await mustCommit(other, customerWrite(`${id}2`));
        }
        expect(revisions(await following)).toEqual([1, 2, 3, 4, 5, 6]);
      }));

    test('ends when its signal aborts, while it waits and before it begins', () =>
      withFresh(openFresh, async ({ registry }) => {
        const position = await mustCommit(registry, customerWrite('a'));
        const stop = new AbortController();
        const steps: FollowStep[] = [];
        const ended = (async () => {
          for await (const step of registry.changes(position, stop.signal)) steps.push(step);
        })();
        await Bun.sleep(30); // into its wait
        stop.abort();
        await ended;
        for await (const step of registry.changes({ ...position, revision: 0 }, stop.signal)) steps.push(step);
        expect(steps).toEqual([]);
      }));

    test('says reload, and ends, for a place that its history does not contain', () =>
      withFresh(openFresh, async ({ registry }) => {
        const before = await registry.position();
        const position = await mustCommit(registry, customerWrite('a'));
        const elsewhere = [
          { ...position, lineage: 'another' },
          { ...position, chain: before.chain },
          { ...before, chain: position.chain },
          { ...position, revision: position.revision + 5 },
        ];
        for (const place of elsewhere) {
          const steps: FollowStep[] = [];
          for await (const step of registry.changes(place, new AbortController().signal)) steps.push(step);
          expect(steps).toEqual([{ kind: 'reload' }]);
        }
      }));

    test('many may follow at once, each from its own place', () =>
      withFresh(openFresh, async ({ registry }) => {
        const places = [await registry.position()];
        for (let number = 0; number < 10; number++)
          places.push(await mustCommit(registry, customerWrite(`c${number}`)));
        const all = places.map((place) => take((signal) => registry.changes(place, signal), 11 - place.revision));
        await mustCommit(registry, customerWrite('last'));
        const counts = (await Promise.all(all)).map((steps) => steps.length);
        expect(counts).toEqual(places.map(({ revision }) => 11 - revision));
      }));
  });
}
