import { describe, expect, test } from 'bun:test';
import { Prefix } from '@nearhop/ip';
import { RECORD_KINDS, type RecordWrite } from '../records.ts';
import { MAX_WRITES_PER_COMMIT } from '../registry.ts';
import { readAll } from './collect.ts';
import { changeOf, claimWrite, customerWrite, mustCommit, nodeId, nodeWrite, originWrite } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);

export function readContract(openFresh: OpenFresh): void {
  describe('reading', () => {
    test('get returns every value as it was written, and undefined for what is not there', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const admin = { state: 'drain', by: 'me', why: 'Wartung: „heute"', since: '2026-11-22T12:00:00.000Z' } as const;
        const servers = { ipv4: { address: '192.0.2.9', port: 8_090 }, ipv6: { address: '2001:db8::1', port: 80 } };
        const writes: RecordWrite[] = [
          { kind: 'customer', id: 'acme', value: { id: 'acme', name: 'Ácme', contact: 'a@b.example', asns: [] } },
          { kind: 'origin', id: '*.example.com', value: { host: '*.example.com', scheme: 'http', port: 8_080 } },
          nodeWrite(1, 'acme', { admin, servers, labels: { z: '1', a: '2' }, maxEgressMbps: 400, enabled: false }),
          claimWrite(1, 'acme', '2001:db8::/32', { state: 'attention-required', text: 'Überlappung\n', shared: true }),
        ];
        await mustCommit(registry, ...writes);
        const follower = await reopen('follow');
        for (const { kind, id, value } of writes) {
          expect(await registry.get(kind, id)).toEqual({ kind, id, revision: 1, value } as never);
          expect(await follower.get(kind, id)).toEqual({ kind, id, revision: 1, value } as never);
          for (const other of ['', 'nobody', '10.0.0.0/8', '10.0.0.0/8@', '10.0.0.1/8@x', '@']) {
            expect(await registry.get(kind, other)).toBeUndefined();
          }
        }
      }));

    test('list pages in ascending order of id, of one customer when asked', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, ...[3, 1, 2, 4].map((number) => nodeWrite(number, number === 2 ? 'other' : 'acme')));
        expect(ids(await registry.list('node', { limit: 3 }))).toEqual([nodeId(1), nodeId(2), nodeId(3)]);
        expect(ids(await registry.list('node', { limit: 3, after: nodeId(2) }))).toEqual([nodeId(3), nodeId(4)]);
        expect(ids(await registry.list('node', { limit: 2, after: nodeId(1), customer: 'acme' }))).toEqual([
          nodeId(3),
          nodeId(4),
        ]);
        expect(await registry.list('customer', { limit: 1 })).toEqual([]);
        expect(registry.list('node', { limit: 0 })).rejects.toThrow(RangeError);
      }));

    test('claims are listed in the order of their prefixes, of one node or customer when asked', () =>
      withFresh(openFresh, async ({ registry }) => {
        const order = [
          claimWrite(1, 'acme', '9.0.0.0/8'),
          claimWrite(1, 'acme', '10.0.0.0/8'),
          claimWrite(2, 'other', '10.0.0.0/8', { state: 'in-review' }),
          claimWrite(1, 'acme', '10.0.0.0/16'),
          claimWrite(2, 'other', '100.64.0.0/10'),
          claimWrite(1, 'acme', '2001:db8::/32'),
        ];
        await mustCommit(registry, ...order.toReversed());
        expect(ids(await registry.list('claim', { limit: 10 }))).toEqual(ids(order));
        expect(ids(await registry.list('claim', { limit: 2, after: order[1]?.id ?? '' }))).toEqual(
          ids(order.slice(2, 4)),
        );
        const others = ids(order.filter(({ value }) => value?.customer === 'other'));
        expect(ids(await registry.list('claim', { limit: 10, customer: 'other' }))).toEqual(others);
        expect(ids(await registry.claimsOf(nodeId(2), { limit: 10 }))).toEqual(others);
        expect(ids(await registry.claimsOf(nodeId(2), { limit: 10, after: others[0] ?? '' }))).toEqual(others.slice(1));
        expect(await registry.claimsOf(nodeId(2), { limit: 10, customer: 'acme' })).toEqual([]);
      }));

    test('claimsOverlapping finds ancestors, equals and descendants of any state, ancestors first', () =>
      withFresh(openFresh, async ({ registry }) => {
        const state = 'in-review';
        const found = [
          claimWrite(1, 'acme', '0.0.0.0/0', { state }),
          claimWrite(1, 'acme', '10.0.0.0/8'),
          claimWrite(1, 'acme', '10.1.0.0/16'),
          claimWrite(2, 'other', '10.1.0.0/16', { state }),
          claimWrite(1, 'acme', '10.1.0.0/24'),
          claimWrite(1, 'acme', '10.1.255.255/32'),
        ];
        const beside = ['10.0.0.0/16', '10.2.0.0/16', 'a01::/16'].map((prefix) => claimWrite(3, 'acme', prefix));
        await mustCommit(registry, ...beside, ...found.toReversed());
        const prefix = Prefix.parse('10.1.0.0/16');
        expect(ids(await registry.claimsOverlapping(prefix, 100))).toEqual(ids(found));
        for (const limit of [1, 2, 3, 5])
          expect(ids(await registry.claimsOverlapping(prefix, limit))).toEqual(ids(found.slice(0, limit)));
        expect(await registry.claimsOverlapping(Prefix.parse('ffff::/16'), 1)).toEqual([]);
      }));

    test('history goes back from the newest, with whole values', () =>
      withFresh(openFresh, async ({ registry }) => {
        const first = await mustCommit(registry, customerWrite('a'), originWrite('o.example'));
        const second = await mustCommit(registry, customerWrite('b'));
        const [newest, oldest, ...rest] = await registry.history({ limit: 5 });
        expect(rest).toEqual([]);
        expect(newest).toEqual({
          ...changeOf(customerWrite('b')),
          previous: { revision: 1, chain: first.chain },
          position: second,
        });
        expect(oldest?.writes).toEqual([customerWrite('a'), originWrite('o.example')]);
        expect(await registry.history({ limit: 1 })).toEqual(newest ? [newest] : []);
        expect(await registry.history({ limit: 5, before: 2 })).toEqual(oldest ? [oldest] : []);
      }));

    test('a snapshot holds everything, kinds in order, in pages of at most the limit', () =>
      withFresh(openFresh, async ({ registry }) => {
        const claims = Array.from({ length: MAX_WRITES_PER_COMMIT }, (_, index) =>
          claimWrite(1, 'acme', `10.${index >> 8}.${index & 255}.0/24`),
        );
        await mustCommit(registry, ...claims);
        const position = await mustCommit(
          registry,
          nodeWrite(1, 'acme'),
          originWrite('o.example'),
          customerWrite('acme'),
          claimWrite(1, 'acme', '9.0.0.0/8'),
        );
        const snapshot = await readAll(registry);
        expect(snapshot.position).toEqual(position);
        expect(snapshot.records).toHaveLength(MAX_WRITES_PER_COMMIT + 4);
        expect(new Set(ids(snapshot.records)).size).toBe(MAX_WRITES_PER_COMMIT + 4);
        expect([...new Set(snapshot.records.map(({ kind }) => kind))]).toEqual([...RECORD_KINDS]);
        expect(Math.max(...snapshot.pageSizes)).toBeLessThanOrEqual(MAX_WRITES_PER_COMMIT);
      }));

    test('a snapshot shows one moment, and holds up no commit', () =>
      withFresh(openFresh, async ({ registry }) => {
        const claims = Array.from({ length: MAX_WRITES_PER_COMMIT }, (_, index) =>
          claimWrite(1, 'acme', `10.${index >> 8}.${index & 255}.0/24`),
        );
        const position = await mustCommit(registry, ...claims);
        const snapshot = await registry.snapshot();
        let records = 0;
        for await (const page of snapshot.pages) {
          records += page.length;
          await mustCommit(
            registry,
            customerWrite(`c${records}`),
            claimWrite(2, 'acme', `11.${records >> 8}.${records & 255}.0/24`),
          );
        }
        expect(snapshot.position).toEqual(position);
        expect(records).toBe(MAX_WRITES_PER_COMMIT);
        expect((await registry.position()).revision).toBeGreaterThan(position.revision);
      }));

    test('a snapshot that is given up leaves the registry as it was', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, ...[1, 2, 3].map((number) => customerWrite(`c${number}`)));
        for (let round = 0; round < 200; round++) {
          for await (const page of (await registry.snapshot()).pages) if (page.length > 0) break;
        }
        await mustCommit(registry, customerWrite('d'));
      }));
  });
}
