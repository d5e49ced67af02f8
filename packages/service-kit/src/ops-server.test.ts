import { afterEach, describe, expect, test } from 'bun:test';
import { ListenError } from './listen-error.ts';
import { createMeters } from './meters.ts';
import { startOps, type OpsOptions, type OpsServer } from './ops-server.ts';
import type { ReadinessCheck } from './readiness.ts';
import { VERSION } from './version.ts';

const open: OpsServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((ops) => ops.stop()));
});

async function start(changes: Partial<OpsOptions> = {}): Promise<OpsServer> {
  const ops = await startOps({
    service: 'router',
    listen: { host: '127.0.0.1', port: 0 },
    variable: 'NEARHOP_ROUTER_OPS_LISTEN',
    checks: () => [{ name: 'table', ok: true, detail: { revision: 3 } }],
    meters: createMeters('router'),
    ...changes,
  });
  open.push(ops);
  return ops;
}

async function get(ops: OpsServer, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${ops.url}${path}`);
  return { status: response.status, text: await response.text() };
}

async function statusUnder({ url }: Pick<OpsServer, 'url'>, host: string): Promise<number> {
  return (await fetch(`${url}/livez`, { headers: { Host: host } })).status;
}

describe('startOps', () => {
  test('serves life, readiness, metrics and version', async () => {
    const ops = await start();
    expect(await get(ops, '/livez')).toEqual({ status: 200, text: '{"service":"router","live":true}' });
    expect(await get(ops, '/readyz')).toEqual({
      status: 200,
      text: '{"service":"router","ready":true,"stopping":false,"checks":[{"name":"table","ok":true,"detail":{"revision":3}}]}',
    });
    expect((await get(ops, '/version')).text).toContain(`"version":"${VERSION}"`);
    expect((await get(ops, '/metrics')).text).toContain('nearhop_process_cpu_seconds_total ');
    expect((await get(ops, '/other')).status).toBe(404);
    expect((await get(ops, '/constructor')).status).toBe(404);
    expect((await fetch(`${ops.url}/livez`, { method: 'POST' })).status).toBe(405);
  });

  test('is not ready when a check fails or shutdown has begun, and lives on', async () => {
    let checks: ReadinessCheck[] = [{ name: 'table', ok: false }];
    const ops = await start({ checks: () => checks });
    expect((await get(ops, '/readyz')).status).toBe(503);
    checks = [];
    expect((await get(ops, '/readyz')).status).toBe(200);
    ops.beginShutdown();
    expect(await get(ops, '/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('"stopping":true') });
    expect((await get(ops, '/livez')).status).toBe(200);
  });

  test('serves further routes, and a fault in one is a 500', async () => {
    const ops = await start({
      routes: {
        '/explain': (url) => new Response(url.searchParams.get('address')),
        '/broken': () => {
          throw new Error('boo');
        },
      },
    });
    expect(await get(ops, '/explain?address=1.2.3.4')).toEqual({ status: 200, text: '1.2.3.4' });
    expect((await get(ops, '/broken')).status).toBe(500);
  });

  describe('bound to loopback', () => {
    for (const host of ['localhost', 'LOCALHOST:9080', '127.0.0.1', '127.255.0.9:1', '[::1]', '[::1]:9080']) {
      test(`answers under the Host "${host}"`, async () => {
        expect(await statusUnder(await start(), host)).toBe(200);
      });
    }

    for (const host of [
      'evil.example',
      'evil.example:9080',
      '192.0.2.1:9080',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '[2001:db8::1]:9080',
    ]) {
      test(`refuses the Host "${host}" with 421: a name that was made to resolve to loopback`, async () => {
        expect(await statusUnder(await start(), host)).toBe(421);
      });
    }
  });

  test('answers under any Host where others may reach it', async () => {
    const { url } = await start({ listen: { host: '0.0.0.0', port: 0 } });
    const ops = { url: `http://127.0.0.1:${new URL(url).port}` };
    expect(await statusUnder(ops, 'router-7.internal:9080')).toBe(200);
  });

  test('names the variable that moves a taken port', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const error = await start({ listen: { host: '127.0.0.1', port } }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(String(error)).toEndWith(
      `Cannot listen on 127.0.0.1:${port}: the port is taken: set NEARHOP_ROUTER_OPS_LISTEN to another, such as 127.0.0.1:${(port % 65_535) + 1}`,
    );
  });
});
