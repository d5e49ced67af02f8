import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, refusalOf, scratchManagement, told, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

const create = (input: unknown, request: object = {}) => scratch.management.createNode(input, { ...BY, ...request });

describe('Management.createNode', () => {
  test('needs a name alone, and makes the default customer on first need', async () => {
    const { node, position } = await create({ name: 'Seattle-1' });
    expect(node).toMatchObject({
      name: 'Seattle-1',
      customer: 'default',
      enabled: true,
      activated: true,
      ipSpace: '0',
      claims: [],
      state: 'not-configured',
    });
    expect(node.revision).toBe(position.revision);
    expect((await scratch.management.listCustomers()).items.map(({ name }) => name)).toEqual(['Default']);
  });

  test('takes everything that the create page takes', async () => {
    const { node, claims } = await create({
      name: 'Seattle-1',
      servers: '23.0.113.10:8090, [2a00:db8::1]',
      claims: '2.21.234.0/24 , 3.22.235.0/24, 4.23.236.0-4.23.237.255',
      enabled: false,
      maxEgressMbps: 5_000,
      labels: { site: 'seattle' },
    });
    expect(node.servers).toEqual({
      ipv4: { address: '23.0.113.10', port: 8_090 },
      ipv6: { address: '2a00:db8::1', port: 80 },
    });
    expect(node.claims.map(({ prefix, state }) => [prefix, state])).toEqual([
      ['2.21.234.0/24', 'valid'],
      ['3.22.235.0/24', 'valid'],
      ['4.23.236.0/23', 'valid'],
    ]);
    expect(node).toMatchObject({
      enabled: false,
      maxEgressMbps: 5_000,
      labels: { site: 'seattle' },
      state: 'disabled',
    });
    expect(claims).toEqual({ valid: 3, attentionRequired: 0, inReview: 0, removed: 0 });
  });

  test('counts the address space of nested claims once', async () => {
    const { node, notes } = await create({ name: 'a', claims: ['5.0.0.0/16', '5.0.1.0/24', '2a00::/32'] });
    expect(node.ipSpace).toBe((65_536n + (1n << 96n)).toString());
    expect(notes).toEqual(['block 2: "5.0.1.0/24" lies inside block 1, "5.0.0.0/16"']);
  });

  test('tells every bad field at once', async () => {
    const refusal = await refusalOf(
      create({
        name: 'Sea ttle',
        servers: '10.0.0.1',
        claims: ['2.21.234.5/24', '10.0.0.0/8'],
        maxEgressMbps: 0,
        labels: { 'a b': '' },
        colour: 'red',
        enabled: 'yes',
      }),
    );
    expect(refusal.code).toBe('invalid');
    expect(refusal.fields.map(({ pointer }) => pointer).toSorted()).toEqual(
      [
        '/claims/0',
        '/claims/1',
        '/colour',
        '/enabled',
        '/labels/a b',
        '/maxEgressMbps',
        '/name',
        '/servers',
      ].toSorted(),
    );
    expect(told(refusal)).toContain(
      '/claims/0: block 1: "2.21.234.5/24": bits after the length must be zero: did you mean "2.21.234.0/24"',
    );
  });

  for (const input of [undefined, null, [], 'Seattle-1', 7]) {
    test(`refuses ${JSON.stringify(input)} as a node`, async () => {
      expect((await refusalOf(create(input))).code).toBe('invalid');
    });
  }

  test('refuses a name that the customer uses, and lets another customer use it', async () => {
    await create({ name: 'Seattle-1' });
    const refusal = await refusalOf(create({ name: 'Seattle-1' }));
    expect(refusal.code).toBe('exists');
    expect(told(refusal)).toEqual(['/name: the customer has a node "Seattle-1" already: write another name']);
    await scratch.management.createCustomer({ id: 'isp' }, BY);
    expect((await create({ name: 'Seattle-1', customer: 'isp' })).node.customer).toBe('isp');
  });

  test('asks for the customer where there are several', async () => {
    await scratch.management.createCustomer({ id: 'isp-a' }, BY);
    await scratch.management.createCustomer({ id: 'isp-b' }, BY);
    expect(told(await refusalOf(create({ name: 'a' })))).toEqual([
      '/customer: must be given where there are several: write one such as "isp-a" or "isp-b"',
    ]);
    expect(told(await refusalOf(create({ name: 'a', customer: 'isp-c' })))).toEqual([
      '/customer: there is no customer "isp-c": make it first, or write another',
    ]);
  });

  test("names an own node that has the server address, and does not reveal another customer's", async () => {
    await scratch.management.createCustomer({ id: 'isp-a' }, BY);
    await scratch.management.createCustomer({ id: 'isp-b' }, BY);
    await create({ name: 'first', customer: 'isp-a', servers: '23.0.0.1' });
    expect(told(await refusalOf(create({ name: 'second', customer: 'isp-a', servers: '23.0.0.1:80' })))[0]).toContain(
      'serve your node "first"',
    );
    const [foreign = ''] = told(await refusalOf(create({ name: 'second', customer: 'isp-b', servers: ['23.0.0.1'] })));
    expect(foreign).toContain('already in use');
    expect(foreign).not.toMatch(/first|isp-a/);
    expect((await create({ name: 'second', customer: 'isp-b', servers: '23.0.0.1:81' })).node.servers.ipv4?.port).toBe(
      81,
    );
  });

  test("stores what overlaps another customer's block as attention-required, the rest as valid", async () => {
    await scratch.management.createCustomer({ id: 'isp-a' }, BY);
    await scratch.management.createCustomer({ id: 'isp-b' }, BY);
    await create({ name: 'a', customer: 'isp-a', claims: ['5.0.0.0/16'] });
    const { node, claims } = await create({
      name: 'b',
      customer: 'isp-b',
      claims: ['5.0.0.0/8', '5.0.0.0/16', '5.0.1.0/24', '6.0.0.0/8'],
    });
    expect(node.claims.map(({ prefix, state }) => `${prefix} ${state}`).toSorted()).toEqual([
      '5.0.0.0/16 attention-required',
      '5.0.0.0/8 attention-required',
      '5.0.1.0/24 attention-required',
      '6.0.0.0/8 valid',
    ]);
    expect(claims).toEqual({ valid: 1, attentionRequired: 3, inReview: 0, removed: 0 });
    expect(JSON.stringify(node.claims)).not.toContain('isp-a');
  });

  test('refuses a block of an own other node by name, unless it is to be shared', async () => {
    await create({ name: 'a', claims: ['5.0.0.0/16'] });
    const input = { name: 'b', claims: ['5.0.0.0/16', '5.0.1.0/24'] };
    const refusal = await refusalOf(create(input));
    expect(refusal.code).toBe('conflict');
    expect(told(refusal)).toEqual([
      '/claims/0: block 1: "5.0.0.0/16" is claimed by your node "a": ask for it as shared to serve it from both',
    ]);
    const { node } = await create({ ...input, shared: true });
    expect(node.claims.every(({ state, shared }) => state === 'valid' && shared)).toBe(true);
  });

  test('writes nothing in a dry run, and says what would be', async () => {
    const dry = await create({ name: 'a', claims: ['5.0.0.0/16'] }, { dryRun: true });
    expect(dry).toMatchObject({
      dryRun: true,
      commits: 0,
      claims: { valid: 1 },
      node: { name: 'a', ipSpace: '65536' },
    });
    expect(dry.position.revision).toBe(0);
    expect((await scratch.management.listNodes()).items).toEqual([]);
  });

  test('finds the first node again by its idempotency key, and refuses the key for another', async () => {
    const key = { idempotencyKey: 'abc' };
    const first = await create({ name: 'a', servers: '23.0.0.1', claims: ['5.0.0.0/16'] }, key);
    const again = await create({ name: 'a', servers: '23.0.0.1', claims: ['5.0.0.0/16'] }, key);
    expect([first.repeated, again.repeated]).toEqual([false, true]);
    expect(again.node).toEqual(first.node);
    expect((await refusalOf(create({ name: 'b' }, key))).code).toBe('conflict');
  });

  test('takes more claims than a commit holds, in a row of commits', async () => {
    const claims = Array.from({ length: 11_000 }, (_, index) => `8.${index >> 8}.${index & 255}.0/24`);
    const { node, commits, claims: counts } = await create({ name: 'big', claims }, { idempotencyKey: 'big' });
    expect([commits, counts.valid, node.claims.length]).toEqual([3, 11_000, 11_000]);
    expect((await scratch.registry.position()).counts.claim).toBe(11_000);
  });

  test('keeps who and why in the history', async () => {
    await create({ name: 'a' }, { why: 'new site' });
    const [newest] = await scratch.registry.history({ limit: 1 });
    expect(newest).toMatchObject({ by: 'local:test@here', why: 'new site' });
  });
});
