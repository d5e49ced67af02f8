import { describe, expect, test } from 'bun:test';
import { nodeNameKey, serverKey } from '../unique-keys.ts';
import { AT, changeOf, committed, customerWrite, mustCommit, nodeId, nodeWrite } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const NAME = nodeNameKey('acme', 'node-1');
const SERVER = serverKey({ address: '192.0.2.1', port: 80 });

export function deletedNodeContract(openFresh: OpenFresh): void {
  describe('a deleted node', () => {
    const deleted = nodeWrite(1, 'acme', { deletedAt: AT });

    test('stays with all its members, and gives its name and its addresses free in the same commit', () =>
      withFresh(openFresh, async ({ registry }) => {
        const activation = { publicKey: 'A'.repeat(43), proven: { ipv4: { address: '192.0.2.1', port: 80 } }, at: AT };
        const node = nodeWrite(1, 'acme', { activation, deletedAt: AT });
        await mustCommit(registry, nodeWrite(1, 'acme', { activation }));
        expect(await registry.holderOf(NAME)).toEqual({ kind: 'node', id: nodeId(1) });
        const heir = nodeWrite(2, 'acme', { name: 'node-1', servers: { ipv4: { address: '192.0.2.1', port: 80 } } });
        await mustCommit(registry, heir, node);
        expect(await registry.get('node', nodeId(1))).toMatchObject({ value: node.value as object });
        for (const key of [NAME, SERVER]) expect(await registry.holderOf(key)).toEqual({ kind: 'node', id: nodeId(2) });
      }));

    test('takes them again when it is restored, unless somebody else holds one by then', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, nodeWrite(1, 'acme'));
        await mustCommit(registry, deleted);
        for (const key of [NAME, SERVER]) expect(await registry.holderOf(key)).toBeUndefined();
        await mustCommit(registry, nodeWrite(1, 'acme'));
        for (const key of [NAME, SERVER]) expect(await registry.holderOf(key)).toEqual({ kind: 'node', id: nodeId(1) });

        await mustCommit(registry, deleted);
        await mustCommit(registry, nodeWrite(2, 'acme', { name: 'node-1' }));
        const heldBy = { kind: 'node', id: nodeId(2) } as const;
        const before = await registry.position();
        expect(await registry.commit(changeOf(nodeWrite(1, 'acme')), [])).toEqual({ kind: 'taken', key: NAME, heldBy });
        expect(await registry.position()).toEqual(before);
        expect(await registry.holderOf(SERVER)).toBeUndefined();
      }));

    test('that is written again, or removed for good, takes nothing from who holds its name now', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, nodeWrite(1, 'acme'));
        await mustCommit(registry, deleted);
        await mustCommit(registry, nodeWrite(2, 'acme', { name: 'node-1' }));
        await mustCommit(registry, nodeWrite(1, 'acme', { deletedAt: AT, labels: { x: '1' } }));
        await mustCommit(registry, { ...deleted, value: null });
        expect(await registry.holderOf(NAME)).toEqual({ kind: 'node', id: nodeId(2) });
      }));
  });

  describe('commitOf', () => {
    test('tells the position after the commit that a key made, whatever came since, and nothing for other keys', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const key = JSON.stringify(['local:me@here', 'Schlüssel 1']);
        expect(await registry.commitOf(key)).toBeUndefined();
        const position = committed(await registry.commit({ ...changeOf(customerWrite('a')), idempotencyKey: key }, []));
        await mustCommit(registry, customerWrite('b'));
        const other = await reopen('write');
        expect(await other.commitOf(key)).toEqual(position);
        expect(await registry.commitOf(`${key} `)).toBeUndefined();
        const refused = { ...changeOf(customerWrite('c')), idempotencyKey: 'refused' };
        await registry.commit(refused, [{ kind: 'customer', id: 'c', revision: 9 }]);
        expect(await registry.commitOf('refused')).toBeUndefined();
        expect((await registry.position()).revision).toBe(2);
        expect((await reopen('follow')).commitOf(key)).rejects.toThrow(TypeError);
      }));
  });
}
