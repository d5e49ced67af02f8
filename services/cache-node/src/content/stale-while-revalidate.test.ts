import { afterEach, beforeEach, expect, test } from 'bun:test';
import { NodeFixture } from '../testing/node-fixture.ts';

let fixture: NodeFixture;
beforeEach(async () => {
  fixture = await NodeFixture.create();
});
afterEach(() => fixture[Symbol.asyncDispose]());

test('While stale-while-revalidate lasts, a new version takes the place of the old one, for one question to the origin', async () => {
  const stale = { 'Cache-Control': 'max-age=60, stale-while-revalidate=600', Age: '100', ETag: '"v1"' };
  fixture.origin.put('/a', 'one', stale);
  const node = await fixture.start();
  await node.text('/a');
  fixture.origin.put('/a', 'two', { ETag: '"v2"' });
  expect(await node.text('/a')).toBe('one');
  while ((await node.text('/a')) !== 'two') await Bun.sleep(5);
  expect(fixture.origin.countOf('/a')).toBe(2);
});
