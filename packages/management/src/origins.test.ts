import { AddressPolicy } from '@nearhop/ip';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { originHostFault } from './origin-host-fault.ts';
import { BY, refusalOf, scratchManagement, told, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

describe('Management.addOrigin', () => {
  test('takes http and the port of the scheme unless told otherwise', async () => {
    const add = async (input: object) => (await scratch.management.addOrigin(input, BY)).origin;
    expect(await add({ host: 'download.example.com' })).toMatchObject({ scheme: 'http', port: 80 });
    expect(await add({ host: '*.example.org', scheme: 'https' })).toMatchObject({ scheme: 'https', port: 443 });
    expect(await add({ host: 'a.example.net', port: 8_080 })).toMatchObject({ scheme: 'http', port: 8_080 });
    expect((await scratch.management.listOrigins()).items).toHaveLength(3);
  });

  test('refuses a host that is there, and finds it again by its idempotency key', async () => {
    const request = { ...BY, idempotencyKey: 'k' };
    const first = await scratch.management.addOrigin({ host: 'a.example.com' }, request);
    expect(await scratch.management.addOrigin({ host: 'a.example.com' }, request)).toEqual({
      ...first,
      repeated: true,
    });
    const refusal = await refusalOf(scratch.management.addOrigin({ host: 'a.example.com' }, BY));
    expect([refusal.code, told(refusal)]).toEqual([
      'exists',
      ['/host: there is the origin "a.example.com" already: write another'],
    ]);
  });

  test('refuses an idempotency key that made something else, and writes nothing', async () => {
    const { management } = scratch;
    const request = { ...BY, idempotencyKey: 'k' };
    await management.addOrigin({ host: 'a.example.com' }, request);
    for (const other of [
      () => management.addOrigin({ host: 'b.example.com' }, request),
      () => management.addOrigin({ host: 'a.example.com', port: 8_080 }, request),
      () => management.createCustomer({ id: 'acme' }, request),
      () => management.createNode({ name: 'Seattle-1' }, request),
    ]) {
      const refusal = await refusalOf(other());
      expect([refusal.code, refusal.message]).toEqual([
        'conflict',
        'Cannot write: this idempotency key made another change, revision 1: use a new key for another request',
      ]);
    }
    expect((await management.listOrigins()).items.map(({ host, port }) => [host, port])).toEqual([
      ['a.example.com', 80],
    ]);
  });

  test('removes by host, and says when there is none', async () => {
    await scratch.management.addOrigin({ host: 'a.example.com' }, BY);
    expect((await scratch.management.removeOrigin('a.example.com', BY)).origin.host).toBe('a.example.com');
    expect((await refusalOf(scratch.management.removeOrigin('a.example.com', BY))).code).toBe('not-found');
  });
});

describe('Management.editOrigin', () => {
  test('changes what is named, and takes away what is null', async () => {
    const { management } = scratch;
    await management.addOrigin({ host: 'a.example.com', testPath: '/t.gif', methods: 'all' }, BY);
    const edited = await management.editOrigin('a.example.com', { scheme: 'https', testPath: null }, BY);
    expect(edited.origin).toEqual({
      host: 'a.example.com',
      scheme: 'https',
      port: 443,
      methods: 'all',
      revision: edited.position.revision,
    });
    const same = await management.editOrigin('a.example.com', { scheme: 'https' }, BY);
    expect(same.position.revision).toBe(edited.position.revision);
  });

  test('tells everything that is wrong at once, and writes nothing', async () => {
    const { management } = scratch;
    await management.addOrigin({ host: '*.example.com' }, BY);
    const patch = {
      host: 'b.example.com',
      aliasOf: 'c.example.com',
      neverCache: ['live/'],
      requestHeaders: ['*'],
      testPath: '/t.gif',
      defaultFreshSeconds: -1,
    };
    const refusal = await refusalOf(management.editOrigin('*.example.com', patch, BY));
    expect([refusal.code, told(refusal)]).toEqual([
      'invalid',
      [
        '/neverCache/0: write a path that begins with "/", of visible ASCII characters: received "live/"',
        '/defaultFreshSeconds: must be at least 0: received -1',
        '/host: the host of an origin stays: add the other host and remove this one',
        '/aliasOf: there is no origin "c.example.com": add it first',
        '/requestHeaders: "*" passes on cookies and credentials, so it is for lab mode: name the headers',
        '/testPath: "*.example.com" is many hosts: add the one that has the test object',
      ],
    ]);
  });

  test('makes no chains of aliases, and removes no origin on which one stands', async () => {
    const { management } = scratch;
    await management.addOrigin({ host: 'a.example.com' }, BY);
    await management.addOrigin({ host: 'b.example.com', aliasOf: 'a.example.com' }, BY);
    const chained = management.addOrigin({ host: 'c.example.com', aliasOf: 'b.example.com' }, BY);
    expect(told(await refusalOf(chained))).toEqual([
      '/aliasOf: "b.example.com" is an alias itself: write "a.example.com"',
    ]);
    await management.addOrigin({ host: 'd.example.com' }, BY);
    const turned = management.editOrigin('a.example.com', { aliasOf: 'd.example.com' }, BY);
    expect(told(await refusalOf(turned))).toEqual([
      '/aliasOf: "b.example.com" is an alias of this origin: change that one first',
    ]);
    const removed = await refusalOf(management.removeOrigin('a.example.com', BY));
    expect(removed.message).toContain('"b.example.com" is an alias of it');
  });
});

describe('originHostFault', () => {
  const production = new AddressPolicy({ privateNetworks: [], lab: false });
  const lab = new AddressPolicy({ privateNetworks: [], lab: true });

  for (const host of [
    '1.1.1.1',
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0x7f000001',
    'localhost',
    'a.localhost',
    '*.1.1.1',
    '*.com',
  ]) {
    test(`finds fault with "${host}" in production`, () => {
      expect(originHostFault(host, production)).toContain(`"${host}"`);
    });
  }

  for (const host of ['127.1', '0x7f.1', '2130706433', '169.254.169.254', '*.0.0.1']) {
    test(`finds fault with "${host}" even in a lab`, () => {
      expect(originHostFault(host, lab)).toContain(`"${host}"`);
    });
  }

  for (const host of ['127.0.0.1', 'localhost', '10.0.0.1']) {
    test(`allows "${host}" in a lab`, () => {
      expect(originHostFault(host, lab)).toBeUndefined();
    });
  }

  for (const host of ['download.example.com', '*.example.com', 'cdn1', '1cdn.example.com', 'a.0b']) {
    test(`allows "${host}"`, () => {
      expect(originHostFault(host, production)).toBeUndefined();
    });
  }
});
