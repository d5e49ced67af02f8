import { describe, expect, test } from 'bun:test';
import { SECRET_KINDS, type SecretWrite } from '../secret-store.ts';
import { mustCommit, customerWrite } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const ids = (secrets: readonly { readonly id: string }[]) => secrets.map(({ id }) => id);
const user = (id: string, value: unknown = { name: id }): SecretWrite => ({ kind: 'user', id, value });

export function secretsContract(openFresh: OpenFresh): void {
  describe('secrets', () => {
    test('there are none at first, and version tells of every write', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const { secrets } = registry;
        const first = await secrets.version();
        expect(await secrets.get('user', 'a')).toBeUndefined();
        expect(await secrets.list('user', { limit: 5 })).toEqual([]);
        expect(await secrets.write([user('a')])).toEqual({ kind: 'written' });
        const second = await secrets.version();
        expect(second).toBeGreaterThan(first);
        const { secrets: others } = await reopen('write');
        await others.write([{ ...user('a'), value: null }]);
        expect(await secrets.version()).toBeGreaterThan(second);
        expect(await secrets.version()).toBe(await others.version());
      }));

    test('get returns every value as it was written, to whoever opens the store for writing', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const values: unknown[] = ['', 0, false, [], {}, { text: 'Ü\n\u2028"{}"\0', deep: { list: [1, null, 'x'] } }];
        const writes = values.map((value, index): SecretWrite => ({
          kind: SECRET_KINDS[index % SECRET_KINDS.length] ?? 'user',
          id: `id ${index}/ü@x`,
          value,
        }));
        await registry.secrets.write(writes);
        const other = await reopen('write');
        for (const { kind, id, value } of writes) {
          expect(await other.secrets.get(kind, id)).toMatchObject({ kind, id, value: value as object });
          expect(await other.secrets.get(kind === 'user' ? 'token' : 'user', id)).toBeUndefined();
        }
      }));

    test('list pages in ascending order of id, one kind alone', () =>
      withFresh(openFresh, async ({ registry }) => {
        const { secrets } = registry;
        const names = ['b', 'a', 'a/b', '0', '~', 'ü', 'A'];
        const sorted = names.toSorted((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
        await secrets.write([...names.map((id) => user(id)), { kind: 'token', id: 'aa', value: 1 }]);
        expect(ids(await secrets.list('user', { limit: 100 }))).toEqual(sorted);
        expect(ids(await secrets.list('user', { limit: 3 }))).toEqual(sorted.slice(0, 3));
        expect(ids(await secrets.list('user', { limit: 3, after: sorted[2] ?? '' }))).toEqual(sorted.slice(3, 6));
        expect(ids(await secrets.list('user', { limit: 3, after: 'aa' }))).toEqual(
          sorted.slice(sorted.indexOf('a/b') + 1).slice(0, 3),
        );
        expect(ids(await secrets.list('token', { limit: 9 }))).toEqual(['aa']);
        expect(await secrets.list('setting', { limit: 9 })).toEqual([]);
        expect(secrets.list('user', { limit: 0 })).rejects.toThrow(RangeError);
      }));

    test('writes all or none: where one is not as expected its id is told', () =>
      withFresh(openFresh, async ({ registry }) => {
        const { secrets } = registry;
        expect(await secrets.write([{ ...user('a'), expected: 0 }])).toEqual({ kind: 'written' });
        const revision = (await secrets.get('user', 'a'))?.revision ?? 0;
        expect(revision).toBeGreaterThan(0);
        const version = await secrets.version();
        for (const expected of [0, revision + 1]) {
          const outcome = await secrets.write([user('b'), { ...user('a', 'new'), expected }, user('c')]);
          expect(outcome).toEqual({ kind: 'stale', id: 'a' });
        }
        expect(await secrets.write([{ ...user('nobody', null), expected: 1 }])).toEqual({
          kind: 'stale',
          id: 'nobody',
        });
        expect(ids(await secrets.list('user', { limit: 9 }))).toEqual(['a']);
        expect(await secrets.version()).toBe(version);
        expect(await secrets.write([{ ...user('a', 'new'), expected: revision }, user('b')])).toEqual({
          kind: 'written',
        });
        expect(await secrets.get('user', 'a')).toMatchObject({ value: 'new' });
      }));

    test('the revision of a secret never comes again, also when it was gone meanwhile', () =>
      withFresh(openFresh, async ({ registry }) => {
        const { secrets } = registry;
        const seen: number[] = [];
        for (const value of ['first', null, 'second', 'third']) {
          await secrets.write([user('a', value)]);
          const found = await secrets.get('user', 'a');
          expect(found?.value).toEqual(value ?? undefined);
          if (found !== undefined) seen.push(found.revision);
        }
        expect(seen).toEqual([...new Set(seen)].toSorted((x, y) => x - y));
        expect(await secrets.write([{ ...user('a', 'late'), expected: seen[0] ?? 0 }])).toMatchObject({
          kind: 'stale',
        });
      }));

    test('takes up to 100 in one write, of 64 KiB each, and says what is wrong with others without showing it', () =>
      withFresh(openFresh, async ({ registry }) => {
        const { secrets } = registry;
        const many = Array.from({ length: 101 }, (_, index) => user(`u${index}`));
        expect(secrets.write(many)).rejects.toThrow('writes must be 1 to 100: received 101');
        expect(secrets.write([])).rejects.toThrow(RangeError);
        await secrets.write(many.slice(1));
        expect(await secrets.list('user', { limit: 1_000 })).toHaveLength(100);
        const most = 'x'.repeat(65_534);
        await secrets.write([user('long', most)]);
        expect(await secrets.get('user', 'long')).toMatchObject({ value: most });
        const wrong: SecretWrite[] = [
          user('long', `${most}PRIVATE`),
          user('', 'PRIVATE'),
          user('a\nb', 'PRIVATE'),
          user('x'.repeat(513), 'PRIVATE'),
          { kind: 'user', id: 'nothing', value: undefined },
          { ...user('a', 'PRIVATE'), expected: -1 },
          { ...user('a', 'PRIVATE'), kind: 'other' as never },
        ];
        for (const write of wrong) {
          const error = await secrets.write([user('beside'), write]).catch((reason: unknown) => reason);
          expect(error instanceof RangeError || error instanceof TypeError).toBe(true);
          expect(String(error)).not.toContain('PRIVATE');
        }
        expect(secrets.write([user('twice'), user('twice')])).rejects.toThrow(/written twice/);
        expect(await secrets.get('user', 'beside')).toBeUndefined();
      }));

    test('are no part of the registry: no revision, no snapshot, no history tells of them', () =>
      withFresh(openFresh, async ({ registry }) => {
        const position = await mustCommit(registry, customerWrite('a'));
        await registry.secrets.write([user('hidden', 'PRIVATE')]);
        expect(await registry.position()).toEqual(position);
        let text = JSON.stringify(await registry.history({ limit: 9 }));
        for await (const page of (await registry.snapshot()).pages) text += JSON.stringify(page);
        expect(text).toContain('Customer a');
        expect(text).not.toMatch(/hidden|PRIVATE/);
      }));

    test('are refused to a registry that is open to follow', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        await registry.secrets.write([user('a')]);
        const { secrets } = await reopen('follow');
        expect(secrets.get('user', 'a')).rejects.toThrow(TypeError);
        expect(secrets.list('user', { limit: 1 })).rejects.toThrow(TypeError);
        expect(secrets.write([user('b')])).rejects.toThrow(TypeError);
        expect(secrets.version()).rejects.toThrow(TypeError);
      }));

    test('writes through two connections at once all happen, and of those that expect the same one wins', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('write');
        const outcomes = await Promise.all(
          Array.from({ length: 40 }, (_, index) =>
            (index % 2 === 0 ? registry : other).secrets.write([
              user(`u${index}`),
              { kind: 'setting', id: 'first', value: index, expected: 0 },
            ]),
          ),
        );
        const won = outcomes.flatMap((outcome, index) => (outcome.kind === 'written' ? [index] : []));
        expect(won).toHaveLength(1);
        expect(await registry.secrets.get('setting', 'first')).toMatchObject({ value: won[0] });
        expect(ids(await registry.secrets.list('user', { limit: 99 }))).toEqual([`u${won[0]}`]);
      }));
  });
}
