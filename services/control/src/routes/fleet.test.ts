import { explainComparisonSchema, routerListSchema } from '@nearhop/contracts';
import { startOps, createMeters, type OpsServer } from '@nearhop/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

const GONE = 'http://127.0.0.1:1';
let routers: OpsServer[];
let control: ScratchControl;
beforeAll(async () => {
  routers = [await router({ revision: 7, reason: 'matched' }), await router({ revision: 6, reason: 'no-match' })];
  control = await scratchControl({ routers: [...routers.map(({ url }) => url), GONE] });
});
afterAll(async () => {
  await control.end();
  for (const each of routers) await each.stop();
});

/** An ops port that says what a router's does. */
function router({ revision, reason }: { readonly revision: number; readonly reason: string }): Promise<OpsServer> {
  return startOps({
    service: 'router',
    listen: { host: '127.0.0.1', port: 0 },
    variable: 'NEARHOP_ROUTER_OPS_LISTEN',
    checks: () => [
      { name: 'table', ok: true, detail: { revision, health: 3, alarms: [{ code: 'registry-unavailable' }] } },
    ],
    meters: createMeters('router'),
    routes: { '/explain': () => Response.json({ decision: { kind: 'cdn', reason }, trace: [], revision, health: 3 }) },
  });
}

describe('GET /v1/routers', () => {
  test('tells where each router stands, and which cannot be reached', async () => {
    const { items } = routerListSchema.parse((await control.ask('GET', '/v1/routers')).json());
    expect(items.map(({ reachable, revision, health }) => [reachable, revision, health])).toEqual([
      [true, 7, 3],
      [true, 6, 3],
      [false, undefined, undefined],
    ]);
    expect(items[0]?.alarms).toEqual([{ code: 'registry-unavailable' }]);
    expect(items[2]).toMatchObject({ url: GONE, ready: false });
  });
});

describe('GET /v1/explain', () => {
  test('shows where routers differ', async () => {
    const compared = explainComparisonSchema.parse(
      (await control.ask('GET', '/v1/explain?address=198.51.100.7')).json(),
    );
    expect(compared).toMatchObject({
      address: '198.51.100.7',
      agree: false,
      differences: ['decision.reason', 'revision'],
    });
    expect(compared.routers.map(({ reachable }) => reachable)).toEqual([true, true, false]);
  });

  for (const query of ['', '?address=', '?address=nowhere', '?address=1.2.3.4&x=1']) {
    test(`answers 400 to "${query}"`, async () => {
      expect((await control.ask('GET', `/v1/explain${query}`)).problem().status).toBe(400);
    });
  }
});

describe('GET /openapi.json', () => {
  test('describes every address that there is', async () => {
    const document = (await control.ask('GET', '/openapi.json')).json() as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
    };
    expect(document.openapi).toBe('3.1.0');
    let tried = 0;
    for (const [path, operations] of Object.entries(document.paths)) {
      const answer = await control.ask('PUT', path.replaceAll(/\{\w+\}/g, 'x'));
      const allowed = answer.headers
        .get('Allow')
        ?.toLowerCase()
        .split(', ')
        .filter((method) => method !== 'head');
      expect([path, allowed?.toSorted()]).toEqual([path, Object.keys(operations).toSorted()]);
      tried++;
    }
    expect(tried).toBeGreaterThanOrEqual(10);
  });
});
