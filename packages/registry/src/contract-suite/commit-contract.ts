import { describe, expect, test } from 'bun:test';
import { MAX_WRITES_PER_COMMIT } from '../registry.ts';
import { chainOf, EMPTY_DIGEST, firstChain, recordHash, xorDigest } from '../record-hash.ts';
import type { RecordWrite } from '../records.ts';
import { nodeNameKey, serverKey } from '../unique-keys.ts';
import { readAll } from './collect.ts';
import {
  AT,
  changeOf,
  claimWrite,
  committed,
  customerWrite,
  gone,
  mustCommit,
  nodeId,
  nodeWrite,
  originWrite,
} from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

export function commitContract(openFresh: OpenFresh): void {
  describe('commit', () => {
    test('a fresh registry stands at revision 0, with a lineage of its own', () =>
      withFresh(openFresh, async ({ registry }) => {
        const position = await registry.position();
        const counts = { customer: 0, origin: 0, node: 0, claim: 0 };
        expect(position).toEqual({
          lineage: position.lineage,
          revision: 0,
          chain: firstChain(position.lineage),
          counts,
          digest: EMPTY_DIGEST,
        });
        expect(position.lineage).not.toBe('');
      }));

    test('answers the position after it: revision, counts, digest and chain', () =>
      withFresh(openFresh, async ({ registry }) => {
        const before = await registry.position();
        const change = changeOf(customerWrite('acme'), nodeWrite(1, 'acme'), claimWrite(1, 'acme', '10.0.0.0/8'));
        const outcome = await registry.commit({ ...change, why: 'first "words"' }, []);
        const position = committed(outcome);
        expect(position).toMatchObject({
          revision: before.revision + 1,
          counts: { customer: 1, origin: 0, node: 1, claim: 1 },
        });
        expect(position).toEqual(await registry.position());
        const { records } = await readAll(registry);
        expect(position.digest).toBe(
          xorDigest(
            EMPTY_DIGEST,
            records.map((record) => recordHash(record)),
          ),
        );
        expect(position.chain).toBe(chainOf(before.chain, { ...change, why: 'first "words"', position }));
      }));

    test('each record has the revision that wrote it; the digest follows updates and deletes', () =>
      withFresh(openFresh, async ({ registry }) => {
        const first = await mustCommit(registry, customerWrite('a'), customerWrite('b'), originWrite('x.example'));
        const second = await mustCommit(registry, customerWrite('b', 'Better'), gone(originWrite('x.example')));
        expect(await registry.get('customer', 'a')).toMatchObject({ revision: first.revision });
        expect(await registry.get('customer', 'b')).toMatchObject({
          revision: second.revision,
          value: { name: 'Better' },
        });
        expect(await registry.get('origin', 'x.example')).toBeUndefined();
        expect(second.counts).toEqual({ customer: 2, origin: 0, node: 0, claim: 0 });
        const { records } = await readAll(registry);
        expect(second.digest).toBe(
          xorDigest(
            EMPTY_DIGEST,
            records.map((record) => recordHash(record)),
          ),
        );
        const last = await mustCommit(registry, gone(customerWrite('a')), gone(customerWrite('b')));
        expect(last.digest).toBe(EMPTY_DIGEST);
      }));

    test('refuses when a record is not as expected, and says what it found', () =>
      withFresh(openFresh, async ({ registry }) => {
        const { revision } = await mustCommit(registry, customerWrite('a'));
        const expectations = [
          { kind: 'customer', id: 'a', revision: revision + 7 },
          { kind: 'customer', id: 'b', revision: 3 },
          { kind: 'origin', id: 'o.example', revision: 0 },
        ] as const;
        const outcome = await registry.commit(changeOf(customerWrite('a', 'Other')), expectations);
        const found = [
          { kind: 'customer', id: 'a', revision },
          { kind: 'customer', id: 'b', revision: 0 },
        ] as const;
        expect(outcome).toEqual({ kind: 'stale', found });
        expect((await registry.position()).revision).toBe(revision);
        const good = await registry.commit(changeOf(customerWrite('a', 'Other')), [
          { kind: 'customer', id: 'a', revision },
        ]);
        expect(good.kind).toBe('committed');
      }));

    test('a repeated idempotency key finds the first commit, whatever else is wrong by now', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const change = { ...changeOf(customerWrite('a')), idempotencyKey: 'key-1' };
        const expectations = [{ kind: 'customer', id: 'a', revision: 0 }] as const;
        const position = committed(await registry.commit(change, expectations));
        await mustCommit(registry, customerWrite('b'));
        const again = await (await reopen('write')).commit(change, expectations);
        expect(again).toEqual({ kind: 'committed', position, repeated: true });
        expect((await registry.position()).revision).toBe(position.revision + 1);
      }));

    test('a refused commit does not use up its idempotency key', () =>
      withFresh(openFresh, async ({ registry }) => {
        const change = { ...changeOf(customerWrite('a')), idempotencyKey: 'key-1' };
        expect(await registry.commit(change, [{ kind: 'customer', id: 'a', revision: 5 }])).toMatchObject({
          kind: 'stale',
        });
        expect(await registry.commit(change, [])).toMatchObject({ kind: 'committed', repeated: false });
      }));

    test('refuses a unique key that another record holds, and frees it with its record', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, nodeWrite(1, 'acme'));
        const sameName = nodeWrite(2, 'acme', { name: 'node-1' });
        const heldBy = { kind: 'node', id: nodeId(1) } as const;
        expect(await registry.commit(changeOf(sameName), [])).toEqual({
          kind: 'taken',
          key: nodeNameKey('acme', 'node-1'),
          heldBy,
        });
        const server = { address: '192.0.2.1', port: 80 };
        const sameServer = nodeWrite(3, 'other', { servers: { ipv4: server } });
        expect(await registry.commit(changeOf(sameServer), [])).toEqual({
          kind: 'taken',
          key: serverKey(server),
          heldBy,
        });
        expect(await registry.holderOf(serverKey(server))).toEqual(heldBy);
        await mustCommit(registry, gone(nodeWrite(1, 'acme')));
        expect(await registry.holderOf(serverKey(server))).toBeUndefined();
        await mustCommit(registry, sameName, sameServer);
      }));

    test('two nodes may exchange their names in one change', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, nodeWrite(1, 'acme'), nodeWrite(2, 'acme'));
        await mustCommit(registry, nodeWrite(1, 'acme', { name: 'node-2' }), nodeWrite(2, 'acme', { name: 'node-1' }));
        expect(await registry.holderOf(nodeNameKey('acme', 'node-1'))).toEqual({ kind: 'node', id: nodeId(2) });
      }));

    test('deleting what is not there is a revision that changes no record', () =>
      withFresh(openFresh, async ({ registry }) => {
        const before = await mustCommit(registry, customerWrite('a'));
        const after = await mustCommit(registry, gone(customerWrite('zz')), gone(claimWrite(9, 'zz', '10.0.0.0/8')));
        expect(after).toEqual({ ...before, revision: before.revision + 1, chain: after.chain });
      }));

    test('refuses a change of no writes, and one of more than the limit', () =>
      withFresh(openFresh, async ({ registry }) => {
        expect(registry.commit(changeOf(), [])).rejects.toThrow(
          new RangeError('Cannot commit: writes must be 1 to 5000: received 0'),
        );
        const many = Array.from({ length: MAX_WRITES_PER_COMMIT + 1 }, (_, index) => customerWrite(`c${index}`));
        expect(registry.commit(changeOf(...many), [])).rejects.toThrow(RangeError);
        await mustCommit(registry, ...many.slice(1));
      }));

    const wrong: readonly [string, RecordWrite, RegExp][] = [
      ['a field that is not of the schema', customerWrite('a', ''), /Cannot commit customer "a": name: /],
      [
        'an unknown field',
        { kind: 'origin', id: 'o', value: { host: 'o', scheme: 'http', port: 80, x: 1 } as never },
        /origin "o"/,
      ],
      ["an id that is not the value's", { ...customerWrite('a'), id: 'b' }, /id must be "a": received "b"/],
      ['a prefix with host bits', claimWrite(1, 'a', '10.0.0.1/8'), /prefix: .*host|prefix: .*did you mean/],
      ['a prefix in another spelling', claimWrite(1, 'a', '2001:DB8::/32'), /id must be "2001:db8::\/32@/],
      [
        'an address that is none',
        nodeWrite(1, 'a', { servers: { ipv4: { address: '1.2.3', port: 80 } } }),
        /servers\.ipv4\.address/,
      ],
    ];
    test.each(wrong)('%s is a TypeError that names it, and nothing is written', (_, write, message) =>
      withFresh(openFresh, async ({ registry }) => {
        const attempt = registry.commit(changeOf(customerWrite('zz'), write), []);
        const error = await attempt.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(TypeError);
        expect((error as Error).message).toMatch(message);
        expect((await registry.position()).revision).toBe(0);
      }),
    );

    test('a record written twice in one change, and an instant that is none, are TypeErrors', () =>
      withFresh(openFresh, async ({ registry }) => {
        expect(registry.commit(changeOf(customerWrite('a'), gone(customerWrite('a'))), [])).rejects.toThrow(
          /written twice/,
        );
        expect(registry.commit({ ...changeOf(customerWrite('a')), at: '2026-11-22' }, [])).rejects.toThrow(
          /at must be an instant/,
        );
        expect(registry.commit({ ...changeOf(customerWrite('a')), at: AT }, [])).resolves.toMatchObject({
          kind: 'committed',
        });
      }));

    test('commits through two connections at once all happen, one after the other', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const other = await reopen('write');
        const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
        await Promise.all(ids.map((id, index) => mustCommit(index % 2 === 0 ? registry : other, customerWrite(id))));
        expect(await registry.position()).toMatchObject({ revision: 40, counts: { customer: 40 } });
        expect(await other.position()).toEqual(await registry.position());
      }));

    test('node numbers are given out once, and never one that a node has', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const first = await registry.reserveNodeNumbers(3);
        expect(await (await reopen('write')).reserveNodeNumbers(1)).toBe(first + 3);
        await mustCommit(registry, nodeWrite(200, 'acme'));
        expect(await registry.reserveNodeNumbers(1)).toBeGreaterThan(200);
        expect(registry.reserveNodeNumbers(0)).rejects.toThrow(RangeError);
        expect(registry.reserveNodeNumbers(2_000_000)).rejects.toThrow(/are left/);
      }));

    test('a registry opened to follow refuses to write', () =>
      withFresh(openFresh, async ({ reopen }) => {
        const follower = await reopen('follow');
        expect(follower.commit(changeOf(customerWrite('a')), [])).rejects.toThrow(TypeError);
        expect(follower.reserveNodeNumbers(1)).rejects.toThrow(TypeError);
      }));
  });
}
