import { describe, expect, test } from 'bun:test';
import { EMPTY_DIGEST, recordHash, xorDigest } from '../record-hash.ts';
import type { CommitOutcome } from '../registry.ts';
import { follow, readAll } from './collect.ts';
import { changeOf, claimWrite, customerWrite, mustCommit, nodeWrite } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const CALLERS = 60;

const each = <T>(make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: CALLERS }, (_, index) => make(index)));
const kinds = (outcomes: readonly CommitOutcome[]) =>
  Object.fromEntries(
    ['committed', 'overlap', 'taken', 'stale'].map((kind) => [
      kind,
      outcomes.filter((outcome) => outcome.kind === kind).length,
    ]),
  );

export function concurrencyContract(openFresh: OpenFresh): void {
  describe('many callers of one registry at once', () => {
    test('get a revision each, those that are refused none, and history has them all', () =>
      withFresh(openFresh, async ({ registry }) => {
        const start = await mustCommit(registry, customerWrite('acme'));
        const outcomes = await each((index) => {
          // A fifth expects what is not, a fifth wants the name of one that stands, a fifth wants another's space.
          const { revision } = start;
          switch (index % 5) {
            case 0:
              return registry.commit(changeOf(customerWrite(`c${index}`)), [
                { kind: 'customer', id: 'acme', revision: revision + 9 },
              ]);
            case 1:
              return registry.commit(
                changeOf(customerWrite(`c${index}`), nodeWrite(index + 1, 'acme', { name: 'One', servers: {} })),
                [],
              );
            case 2:
              return registry.commit(
                changeOf(customerWrite(`c${index}`), claimWrite(index, `c${index}`, '10.0.0.0/8')),
                [],
              );
            default:
              return registry.commit(
                changeOf(customerWrite(`c${index}`), claimWrite(index, 'acme', `11.${index}.0.0/16`)),
                [],
              );
          }
        });
        const fifth = CALLERS / 5;
        const committed = 2 * fifth + 2;
        expect(kinds(outcomes)).toEqual({ committed, overlap: fifth - 1, taken: fifth - 1, stale: fifth });
        const revisions = outcomes.flatMap((outcome) =>
          outcome.kind === 'committed' ? [outcome.position.revision] : [],
        );
        expect(revisions.toSorted((x, y) => x - y)).toEqual(
          Array.from({ length: committed }, (_, index) => start.revision + 1 + index),
        );
        const { position, records } = await readAll(registry);
        expect(position.counts.customer).toBe(1 + committed);
        expect(position.digest).toBe(
          xorDigest(
            EMPTY_DIGEST,
            records.map((record) => recordHash(record)),
          ),
        );
        const steps = await follow(registry, start, committed);
        expect(steps.at(-1)).toMatchObject({ kind: 'revision', revision: { position } });
      }));

    test('that change one record after the other never lose a change', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('write');
        await mustCommit(registry, customerWrite('acme', '0'));
        await each(async (index) => {
          const mine = index % 2 === 0 ? registry : other;
          for (;;) {
            const found = await mine.get('customer', 'acme');
            const change = changeOf(customerWrite('acme', String(Number(found?.value.name) + 1)));
            const expectation = { kind: 'customer', id: 'acme', revision: found?.revision ?? 0 } as const;
            const { kind } = await mine.commit(change, [expectation]);
            if (kind === 'committed') return;
            expect(kind).toBe('stale');
          }
        });
        expect(await registry.get('customer', 'acme')).toMatchObject({
          revision: CALLERS + 1,
          value: { name: String(CALLERS) },
        });
      }));

    test('with one idempotency key make one commit, and all are told of it', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('write');
        const change = { ...changeOf(customerWrite('acme')), idempotencyKey: 'k' };
        const outcomes = await each((index) => (index % 2 === 0 ? registry : other).commit(change, []));
        const position = await registry.position();
        expect(position.revision).toBe(1);
        for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'committed', position });
        expect(outcomes.filter((outcome) => outcome.kind === 'committed' && !outcome.repeated)).toHaveLength(1);
      }));
  });
}
