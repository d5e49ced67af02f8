import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, refusalOf, scratchManagement, told, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
  await scratch.management.createNode(
    {
      name: 'Seattle-1',
      servers: '23.0.0.1, [2a00::1]',
      claims: ['5.0.0.0/16', '6.0.0.0/16'],
      maxEgressMbps: 100,
      labels: { site: 'sea', rack: '1' },
    },
    BY,
  );
});
afterEach(() => scratch.end());

const edit = (patch: unknown, request: object = {}) =>
  scratch.management.editNode('Seattle-1', patch, { ...BY, ...request });
const prefixes = async () => (await scratch.management.showNode('Seattle-1')).claims.map(({ prefix }) => prefix);

describe('Management.editNode', () => {
  test('changes what the patch names and nothing else', async () => {
    const before = await scratch.management.showNode('Seattle-1');
    const { node } = await edit({ maxEgressMbps: 200 });
    expect(node).toEqual({ ...before, maxEgressMbps: 200, revision: node.revision });
    expect(node.revision).toBeGreaterThan(before.revision);
  });

  test('merges servers and labels by member, null taking one away', async () => {
    const { node } = await edit({
      servers: { ipv6: null, ipv4: '23.0.0.2:81' },
      labels: { rack: null, row: '7' },
      maxEgressMbps: null,
    });
    expect(node.servers).toEqual({ ipv4: { address: '23.0.0.2', port: 81 } });
    expect(node.labels).toEqual({ site: 'sea', row: '7' });
    expect(node.maxEgressMbps).toBeUndefined();
    expect((await edit({ servers: '[2a00::2]', labels: null })).node).toMatchObject({
      servers: { ipv6: { address: '2a00::2', port: 80 } },
      labels: {},
    });
  });

  test('takes claims as the whole list', async () => {
    const { claims } = await edit({ claims: '6.0.0.0/16, 7.0.0.0/16' });
    expect(claims).toMatchObject({ valid: 1, removed: 1 });
    expect(await prefixes()).toEqual(['6.0.0.0/16', '7.0.0.0/16']);
    await edit({ claims: null });
    expect(await prefixes()).toEqual([]);
  });

  test('moves the revision with every change of claims, so that an ETag covers them', async () => {
    const { revision } = await scratch.management.showNode('Seattle-1');
    await edit({ claims: [] }, { expectedRevision: revision });
    expect((await refusalOf(edit({ claims: ['9.0.0.0/16'] }, { expectedRevision: revision }))).code).toBe('stale');
  });

  test('never changes the name', async () => {
    expect((await edit({ name: 'Seattle-1' })).commits).toBe(0);
    expect(told(await refusalOf(edit({ name: 'Seattle-2' })))[0]).toContain(
      `a node's name never changes: it is "Seattle-1"`,
    );
  });

  test('writes nothing when nothing changes', async () => {
    const { position, commits } = await edit({
      enabled: true,
      claims: ['5.0.0.0/16', '6.0.0.0/16'],
      labels: { site: 'sea' },
    });
    expect([commits, position.revision]).toEqual([0, 1]);
  });

  test('needs a reason to disable, and says what moves to the CDN', async () => {
    expect(told(await refusalOf(scratch.management.disableNode('Seattle-1', BY)))).toEqual([
      '/enabled: disabling a node needs a reason: write why',
    ]);
    const disabled = await scratch.management.disableNode('Seattle-1', { ...BY, why: 'trying' });
    expect(disabled).toMatchObject({
      node: { state: 'disabled' },
      movesToCdn: { addresses: '131072', ipv6Networks: '0' },
    });
    expect((await scratch.management.enableNode('Seattle-1', BY)).node.state).toBe('serving');
  });

  test('shows the node as it would be in a dry run', async () => {
    const { node } = await edit({ claims: ['9.0.0.0/24'] }, { dryRun: true });
    expect(node).toMatchObject({ ipSpace: '256', claims: [{ prefix: '9.0.0.0/24', state: 'valid' }] });
    expect(await prefixes()).toEqual(['5.0.0.0/16', '6.0.0.0/16']);
  });

  test('tells every bad member at once', async () => {
    const refusal = await refusalOf(
      edit({ name: 'x', servers: { ipv4: '[2a00::5]', ipv5: '1' }, claims: ['1.1.1.1/8'], enabled: null, number: 7 }),
    );
    expect(refusal.fields.map(({ pointer }) => pointer).toSorted()).toEqual(
      ['/claims/0', '/enabled', '/name', '/number', '/servers/ipv5'].toSorted(),
    );
  });

  test('lets a claim become shared and stay as it is otherwise', async () => {
    await edit({ claims: [{ prefix: '5.0.0.0/16', shared: true }, '6.0.0.0/16'] });
    expect((await scratch.management.showNode('Seattle-1')).claims.map(({ shared }) => shared)).toEqual([true, false]);
    await edit({ claims: ['5.0.0.0/16'] });
    expect((await scratch.management.showNode('Seattle-1')).claims).toEqual([
      { prefix: '5.0.0.0/16', state: 'valid', shared: true },
    ]);
  });
});

describe('Management.deleteNode', () => {
  test('releases the claims with it: both are kept for a restore, and seen by nobody', async () => {
    const deleted = await scratch.management.deleteNode('Seattle-1', { ...BY, why: 'closed' });
    expect(deleted).toMatchObject({ claimsRemoved: 2, commits: 1, movesToCdn: { addresses: '131072' } });
    expect((await scratch.registry.position()).counts).toEqual({ customer: 1, origin: 0, node: 1, claim: 2 });
    const kept = await scratch.registry.list('claim', { limit: 9 });
    expect(kept.map(({ value }) => value.state)).toEqual(['released', 'released']);
    expect((await scratch.management.listNodes()).items).toEqual([]);
    expect((await refusalOf(scratch.management.showNode('Seattle-1'))).code).toBe('not-found');
  });

  test('takes a large node in a row of commits, disabled first', async () => {
    const claims = Array.from({ length: 5_003 }, (_, index) => `8.${index >> 8}.${index & 255}.0/24`);
    await edit({ claims });
    const refusal = await refusalOf(scratch.management.deleteNode('Seattle-1', { ...BY, why: 'gone' }));
    expect(refusal.code).toBe('needs-force');
    expect(refusal.message).toMatch(/^Cannot take away 5003 of \d+ blocks \(100 %\): more than 20 % needs force/);
    const request = { ...BY, why: 'gone', force: true };
    const { commits } = await scratch.management.deleteNode('Seattle-1', request);
    expect(commits).toBe(2);
    const states = await scratch.registry.list('claim', { limit: 20_000 });
    expect(new Set(states.map(({ value }) => value.state))).toEqual(new Set(['released']));
    const [, first] = await scratch.registry.history({ limit: 2 });
    expect(first?.writes.at(-1)?.value).toMatchObject({ enabled: false });
  });

  test('refuses a revision that is not the newest', async () => {
    expect((await refusalOf(scratch.management.deleteNode('Seattle-1', { ...BY, expectedRevision: 99 }))).code).toBe(
      'stale',
    );
  });
});
