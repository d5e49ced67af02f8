import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, scratchManagement, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
let server = 0;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

const create = (name: string, claims: string[], more: object = {}) =>
  scratch.management.createNode({ name, servers: `23.0.0.${++server}`, claims, ...more }, BY);
const disabling = async (name: string) =>
  (await scratch.management.disableNode(name, { ...BY, why: 'test', dryRun: true })).movesToCdn;

describe('what moves to the CDN when a node is disabled', () => {
  test('is nothing where another node serves the equal block', async () => {
    await create('a', ['5.0.0.0/16']);
    await create('b', ['5.0.0.0/16'], { shared: true });
    expect(await disabling('a')).toEqual({ addresses: '0', ipv6Networks: '0' });
  });

  test('is nothing where another node serves an enclosing block', async () => {
    await create('a', ['5.0.1.0/24']);
    await create('b', ['5.0.0.0/16']);
    expect(await disabling('a')).toEqual({ addresses: '0', ipv6Networks: '0' });
  });

  test('leaves out what other nodes serve inside the block', async () => {
    await create('a', ['5.0.0.0/16']);
    await create('b', ['5.0.1.0/24', '5.0.1.128/25']);
    expect(await disabling('a')).toEqual({ addresses: '65280', ipv6Networks: '0' });
  });

  test('does not count on nodes that are disabled or have no server', async () => {
    await create('a', ['5.0.0.0/24']);
    await create('b', ['5.0.0.0/24'], { shared: true, enabled: false });
    await create('c', ['5.0.0.0/24'], { shared: true, servers: '' });
    expect(await disabling('a')).toEqual({ addresses: '256', ipv6Networks: '0' });
  });

  test('counts IPv6 in networks of length 64', async () => {
    await create('a', ['2a00::/48', '2a00:1::/64', '2a00:2::/96', '2a00:2:0:0:1::/96']);
    expect(await disabling('a')).toEqual({ addresses: '0', ipv6Networks: '65538' });
  });

  test('is nothing for a node that serves nobody', async () => {
    await create('a', ['5.0.0.0/24'], { servers: '' });
    expect(await disabling('a')).toEqual({ addresses: '0', ipv6Networks: '0' });
  });
});
