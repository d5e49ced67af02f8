import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, refusalOf, scratchManagement, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

const keyed = { ...BY, idempotencyKey: 'b7c1' };

async function nodeWith(name: string, claims: readonly string[]) {
  const { node } = await scratch.management.createNode({ name, claims: [...claims] }, BY);
  return node;
}

describe('Management.editNode with an idempotency key', () => {
  test('answers a retry as a repeat and writes nothing, also when another writer came between', async () => {
    const { id, revision } = await nodeWith('One', ['5.0.0.0/16']);
    const request = { ...keyed, expectedRevision: revision };
    const patch = { labels: { rack: '7' }, claims: ['6.0.0.0/16'] };
    expect(await scratch.management.editNode(id, patch, request)).toMatchObject({ repeated: false, commits: 1 });
    await scratch.management.editNode(id, { labels: { rack: '8' } }, BY);
    const before = await scratch.management.position();
    const retry = await scratch.management.editNode(id, patch, request);
    expect(retry).toMatchObject({ repeated: true, commits: 0, node: { labels: { rack: '8' } } });
    expect(await scratch.management.position()).toEqual(before);
  });

  test('refuses the key for another patch, another node and a deletion, and takes it from another writer', async () => {
    const [one, two] = [await nodeWith('One', ['5.0.0.0/16']), await nodeWith('Two', [])];
    await scratch.management.editNode(one.id, { maxEgressMbps: 100 }, keyed);
    const before = await scratch.management.position();
    const refused = [
      scratch.management.editNode(one.id, { maxEgressMbps: 200 }, keyed),
      scratch.management.editNode(one.id, { maxEgressMbps: 100, name: 'Two' }, keyed),
      scratch.management.editNode(two.id, { maxEgressMbps: 100 }, keyed),
      scratch.management.deleteNode(one.id, keyed),
    ];
    const codes = await Promise.all(refused.map(async (operation) => (await refusalOf(operation)).code));
    expect(codes).toEqual(['conflict', 'invalid', 'conflict', 'conflict']);
    expect(await scratch.management.position()).toEqual(before);
    expect(
      await scratch.management.editNode(one.id, { maxEgressMbps: 300 }, { ...keyed, by: 'local:other@here' }),
    ).toMatchObject({ repeated: false, commits: 1 });
  });

  test('tells a retry of a row of commits by its last', async () => {
    const { id, revision } = await nodeWith('One', []);
    const claims = Array.from({ length: 6_000 }, (_, index) => `9.${index >> 8}.${index & 255}.0/24`);
    const request = { ...keyed, expectedRevision: revision };
    expect((await scratch.management.editNode(id, { claims }, request)).commits).toBe(2);
    const retry = await scratch.management.editNode(id, { claims }, request);
    expect([retry.repeated, retry.node.claims.length]).toEqual([true, 6_000]);
  });
});

describe('Management.deleteNode with an idempotency key', () => {
  test('answers a retry by id and by name, and never takes a node of the same name that came after', async () => {
    const { id, revision } = await nodeWith('One', ['5.0.0.0/16', '6.0.0.0/16']);
    const request = { ...keyed, expectedRevision: revision };
    const { position } = await scratch.management.deleteNode('One', request);
    await nodeWith('One', []);
    for (const reference of [id, 'One', 'default/One']) {
      expect(await scratch.management.deleteNode(reference, request)).toMatchObject({
        id,
        claimsRemoved: 2,
        position,
        repeated: true,
      });
    }
    expect((await scratch.management.listNodes()).items).toHaveLength(1);
    expect((await refusalOf(scratch.management.deleteNode('Two', request))).code).toBe('conflict');
  });

  test('tells a retry that expects no revision too', async () => {
    const { id } = await nodeWith('One', []);
    const first = await scratch.management.deleteNode(id, keyed);
    const { movesToCdn: _, ...answer } = { ...first, commits: 0, repeated: true };
    expect(await scratch.management.deleteNode(id, keyed)).toEqual(answer);
  });
});

describe('Management.removeOrigin with an idempotency key', () => {
  test('answers a retry with the origin as it was', async () => {
    const { origin } = await scratch.management.addOrigin({ host: 'a.example.com', port: 81 }, BY);
    const request = { ...keyed, expectedRevision: origin.revision };
    const first = await scratch.management.removeOrigin(origin.host, request);
    expect(await scratch.management.removeOrigin(origin.host, request)).toEqual({ ...first, repeated: true });
    expect((await refusalOf(scratch.management.removeOrigin('b.example.com', request))).code).toBe('conflict');
  });
});
