import { ListenError } from '@nearhop/service-kit';
import { describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { answer, RouterFixture, until } from './testing/router-fixture.ts';

describe("the router's ops port", () => {
  test('tells the table, counts answers, explains them, and refuses bad addresses', async () => {
    await using fixture = new RouterFixture();
    await fixture.seed();
    const router = await fixture.start();
    const get = (path: string) => fetch(`${router.endpoints.ops}${path}`);
    await answer(router, '81.2.3.4');
    await answer(router, '83.0.0.1');

    const ready = (await (await get('/readyz')).json()) as { checks: { name: string; detail: unknown }[] };
    expect(ready.checks.find(({ name }) => name === 'table')?.detail).toMatchObject({
      revision: 1,
      health: 0,
      blocks: 4,
      nodes: 2,
      origins: 2,
    });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('nearhop_router_answers_total{reason="matched"} 1\n');
    expect(metrics).toContain('nearhop_router_answers_total{reason="no-match"} 1\n');
    expect(metrics).toContain('nearhop_router_revision 1\n');

    const explained = (await (await get('/explain?address=81.2.3.4')).json()) as Record<string, unknown>;
    expect(explained).toMatchObject({ address: '81.2.3.4', revision: 1, decision: { reason: 'matched' } });
    expect(explained['trace']).toBeArray();
    const bad = await get('/explain?address=81.2.3.400');
    expect([bad.status, ((await bad.json()) as { detail: string }).detail]).toEqual([
      400,
      'Cannot parse address "81.2.3.400": numbers of an IPv4 address must be 0 to 255',
    ]);
    expect((await get('/explain')).status).toBe(400);
  });

  test('is not ready without a table, while devices get the CDN', async () => {
    await using fixture = new RouterFixture();
    const router = await fixture.start();
    expect(await answer(router, '81.2.3.4')).toMatchObject({ decision: 'cdn', reason: 'no-table', revision: 0 });
    const readyz = await fetch(`${router.endpoints.ops}/readyz`);
    expect(readyz.status).toBe(503);
    expect(await readyz.text()).toContain('registry-unavailable');
    await fixture.seed();
    await until(async () => (await fetch(`${router.endpoints.ops}/readyz`)).ok);
    expect(await answer(router, '81.2.3.4')).toMatchObject({ reason: 'matched' });
  });

  test('a router restarted without its store answers from its last good table', async () => {
    await using fixture = new RouterFixture();
    await fixture.seed();
    await (await fixture.start()).stop();
    await fixture.closeRegistry();
    rmSync(fixture.storePath);
    const router = await fixture.start();
    expect(await answer(router, '81.2.3.4')).toMatchObject({ reason: 'matched', revision: 1 });
    await until(async () =>
      (await (await fetch(`${router.endpoints.ops}/readyz`)).text()).includes('registry-unavailable'),
    );
    expect((await fetch(`${router.endpoints.ops}/readyz`)).status).toBe(200);
  });
});

describe('start', () => {
  test('refuses a taken port of either kind and leaves nothing half-started', async () => {
    await using fixture = new RouterFixture();
    await fixture.seed();
    const first = await fixture.start();
    const taken = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const refusal = (changes: Parameters<RouterFixture['start']>[0]) =>
      fixture.start(changes).then(
        () => 'started',
        (error: unknown) => (error instanceof ListenError ? error.message : String(error)),
      );
    for (const workers of [1, 2]) {
      expect(await refusal({ listen: taken(first.endpoints.http), workers })).toContain('set NEARHOP_ROUTER_LISTEN to');
    }
    const listen = { host: '127.0.0.1', port: 0 };
    expect(await refusal({ listen, opsListen: taken(first.endpoints.ops) })).toContain(
      'set NEARHOP_ROUTER_OPS_LISTEN to',
    );
  });
});
