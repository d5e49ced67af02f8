import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFixture } from '../testing/node-fixture.ts';

let fixture: NodeFixture;
beforeEach(async () => {
  fixture = await NodeFixture.create();
});
afterEach(() => fixture[Symbol.asyncDispose]());

test('/health is of one size whether the node serves or not', async () => {
  const node = await fixture.start();
  const { state, endpoints } = node.running;
  const serving = await fetch(`${endpoints.status}/health`);
  state.set({ ...state.state, adminState: 'down' });
  const down = await fetch(`${endpoints.status}/health`);
  expect([serving.status, down.status]).toEqual([200, 503]);
  expect((await serving.text()).length).toBe((await down.text()).length);
});

test('/summary tells what was served, and keeps it over a restart', async () => {
  fixture.origin.put('/a', 'x'.repeat(1_000));
  const first = await fixture.start();
  for (let time = 0; time < 4; time++) await first.text('/a');
  const before = await summaryOf(first.running.endpoints.status, (found) => found['requests'] === 4);
  expect(before).toMatchObject({ hitBytes: 3_000, missBytes: 1_000, egressBytes: 4_000, hitRatioBytes: 0.75 });
  expect(before['topObjects']).toEqual([{ origin: fixture.origin.host, target: '/a', bytes: 4_000 }]);
  await first.running.stop();
  const second = await fixture.start();
  expect(await summaryOf(second.running.endpoints.status, () => true)).toMatchObject({
    requests: 4,
    egressBytes: 4_000,
  });
});

test('/summary is a page for browsers, and nothing for strangers', async () => {
  const node = await fixture.start();
  const { status } = node.running.endpoints;
  const page = await fetch(`${status}/summary`, { headers: { Accept: 'text/html' } });
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect((await fetch(`${status}/summary`, { headers: { Host: 'rebound.example.com' } })).status).toBe(401);
});

test.each([
  [(url: string) => ({ url }), 1],
  [(_: string, origin: string) => ({ origin, prefix: '/a' }), 1],
  [(_: string, origin: string) => ({ origin }), 2],
])('POST /purge forgets %p', async (body, count) => {
  fixture.origin.put('/a', 'one');
  fixture.origin.put('/b', 'two');
  const node = await fixture.start();
  await Promise.all([node.text('/a'), node.text('/b')]);
  const purged = await fetch(`${node.running.endpoints.status}/purge`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body(node.url('/a'), fixture.origin.host)),
  });
  expect(await purged.json()).toEqual({ purged: count });
  await node.text('/a');
  expect(fixture.origin.countOf('/a')).toBe(2);
});

test('the access log has a line for each answer', async () => {
  fixture.origin.put('/a', 'hello');
  const path = join(fixture.directory, 'access.log');
  const node = await fixture.start({}, { accessLog: { path, oneOf: 1 } });
  await node.text('/a');
  await fetch(`${node.running.endpoints.http}/?cacheHostOrigin=elsewhere.example.com`);
  await node.running.stop();
  expect(existsSync(path)).toBe(true);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([200, 403]);
});

async function summaryOf(
  status: string,
  holds: (found: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  for (;;) {
    const found = (await (await fetch(`${status}/summary`)).json()) as Record<string, unknown>;
    if (holds(found)) return found;
    await Bun.sleep(5);
  }
}
