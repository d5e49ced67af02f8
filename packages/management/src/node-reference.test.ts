import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, refusalOf, scratchManagement, type ScratchManagement } from './testing/scratch-management.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
  for (const id of ['isp-a', 'isp-b']) await scratch.management.createCustomer({ id }, BY);
  for (const customer of ['isp-a', 'isp-b']) await scratch.management.createNode({ name: 'East', customer }, BY);
  await scratch.management.createNode({ name: 'West', customer: 'isp-b' }, BY);
});
afterEach(() => scratch.end());

const show = (reference: string) => scratch.management.showNode(reference);

describe('a node', () => {
  test('is found by its id, by customer and name, and by a name that one customer uses', async () => {
    const west = await show('West');
    expect(west.customer).toBe('isp-b');
    expect(await show(west.id)).toEqual(west);
    expect(await show('isp-b/West')).toEqual(west);
  });

  test('is not guessed when several customers use the name', async () => {
    const refusal = await refusalOf(show('East'));
    expect(refusal.code).toBe('ambiguous');
    expect(refusal.message).toContain('write one such as "isp-a/East" or "isp-b/East"');
  });

  for (const reference of ['Nord', 'isp-a/West', 'isp-c/East', 'n_aaaaaaaaaaaaaaaa', '', '/', 'a/b/c', '../x']) {
    test(`is not found by "${reference}"`, async () => {
      expect((await refusalOf(show(reference))).code).toBe('not-found');
    });
  }

  test('is listed by customer, in pages', async () => {
    const first = await scratch.management.listNodes({ limit: 2 });
    const second = await scratch.management.listNodes({ limit: 2, after: first.next });
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, undefined]);
    expect((await scratch.management.listNodes({ customer: 'isp-a' })).items.map(({ name }) => name)).toEqual(['East']);
    expect((await refusalOf(scratch.management.listNodes({ limit: 0 }))).code).toBe('invalid');
  });
});
