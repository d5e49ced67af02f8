import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife, type StartedNode } from '../harness/cache-node-life.ts';
import { startControl, type ControlAnswer, type ControlProcess } from '../harness/control-process.ts';
import { freePort } from '../harness/free-port.ts';
import { madeBytes } from '../harness/made-bytes.ts';
import { runNearhop } from '../harness/nearhop-process.ts';
import { sendObject } from '../harness/origin-object.ts';
import { ScriptedOrigin } from '../harness/scripted-origin.ts';
import { waitUntil } from '../harness/wait-until.ts';

// Each wait has a bound of its own that says what it waited for.
setDefaultTimeout(90_000);

/** From the commit to the last new request that is taken. */
const REFUSES_WITHIN_MS = 2_000;
const PATIENCE_MS = 30_000;
const DOWNLOADS = 20;
/** With which so many downloads of 1 MiB take some seconds. */
const MOST_EGRESS_MBPS = 40;
const TEST_PATH = '/mscomtest/wuidt.gif';
const OBJECT = madeBytes(1 << 20, 7);

describe('a cache node that control tells', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-told-'));
  const server = `127.0.0.1:${freePort()}`;
  let control: ControlProcess;
  let origin: ScriptedOrigin;
  let node: StartedNode;
  let id = '';

  const start = async () => {
    node = await beginNodeLife({
      directory,
      origins: null,
      drives: [{ directory: join(directory, 'drive'), size: '256mib' }],
      env: { NEARHOP_CACHE_NODE_CONTROL_URL: control.url, NEARHOP_CACHE_NODE_LISTEN: server },
    }).started;
  };
  const get = (path: string, from = `127.0.0.1:${origin.port}`, method = 'GET') =>
    fetch(`http://${server}${path}?cacheHostOrigin=${from}`, { method });
  /** By a HEAD, which no download holds up. */
  const statusOf = async (path: string) => (await get(path, undefined, 'HEAD')).status;
  const patch = (body: object): Promise<ControlAnswer> =>
    control.ask('PATCH', `/v1/nodes/${id}?reason=test`, { body, headers: { 'If-Match': '*' } });

  beforeAll(async () => {
    const object = { bytes: OBJECT, etag: '"1"', headers: { 'Cache-Control': 'max-age=3600' } };
    origin = await ScriptedOrigin.start((request, reply) => sendObject(object, request, reply));
    control = await startControl({
      store: `sqlite:${join(directory, 'registry.db')}`,
      env: { NEARHOP_LAB: 'true', NEARHOP_LOG_LEVEL: 'warn' },
    });
    await control.ask('POST', '/v1/customers', { body: { id: 'acme' } });
    const body = { host: '127.0.0.1', scheme: 'http', port: origin.port };
    expect((await control.ask('POST', '/v1/origins', { body })).status).toBe(201);
  });

  afterAll(async () => {
    await node.stop();
    await control.stop();
    await origin[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });

  test('says what to run as long as it was never activated', async () => {
    const failure: unknown = await start().catch((error: unknown) => error);
    expect(String(failure)).toMatch(
      /ended with 78: .*never activated: run: NEARHOP_CONTROL_URL=\S+ nearhop node activate/,
    );
  });

  test('serves once its key was traded and its address is proven', async () => {
    const body = { name: 'Seattle-1', servers: server, claims: '127.0.1.0/24', maxEgressMbps: MOST_EGRESS_MBPS };
    const created = (await control.ask('POST', '/v1/nodes', { body })).body as { node: { id: string } };
    ({ id } = created.node);
    const issued = await control.ask('POST', `/v1/nodes/${id}/registration-key`);
    const keyFile = join(directory, 'key.txt');
    writeFileSync(keyFile, (issued.body as { registrationKey: string }).registrationKey);
    const env = { NEARHOP_CONTROL_URL: control.url, NEARHOP_DATA_DIR: join(directory, 'data') };
    const activated = await runNearhop(['node', 'activate', id, '--registration-key-file', keyFile], { env });
    expect(activated).toMatchObject({ code: 0 });
    await start();
    await waitUntil('the node serves', async () => (await statusOf('/object')) === 200, PATIENCE_MS);
    await (await get('/object')).arrayBuffer();
    const taken = await get('/object');
    expect(taken.headers.get('Cache-Status')).toContain('; hit');
    expect(Buffer.from(await taken.arrayBuffer()).equals(OBJECT)).toBe(true);
  });

  test('has the test object of control', async () => {
    const tested = await get(TEST_PATH, new URL(control.url).host);
    expect([tested.status, (await tested.arrayBuffer()).byteLength]).toEqual([200, 969_710]);
    expect((await get('/v1/nodes', new URL(control.url).host)).status).toBe(403);
  });

  test('its heartbeats tell control what it does', async () => {
    const link = async () => (await control.ask('GET', `/v1/nodes/${id}/link`)).body as { heartbeat?: Heartbeat };
    const hits = async () => ((await link()).heartbeat?.report.hitBytes ?? 0) >= OBJECT.length;
    await waitUntil('control knows of the hit', hits, PATIENCE_MS);
    const { report } = (await link()).heartbeat ?? { report: undefined };
    expect(report?.egressBytes).toBeGreaterThan(2 * OBJECT.length);
    expect(report?.drives).toHaveLength(1);
  });

  test('disabled under downloads it takes no new one after 2 s, and ends those under way', async () => {
    const downloads = await Promise.all(Array.from({ length: DOWNLOADS }, () => get('/object')));
    const bodies = Promise.all(downloads.map(async (response) => Buffer.from(await response.arrayBuffer())));
    expect((await patch({ enabled: false })).status).toBe(200);
    const refusing = await waitUntil(
      'new ones are refused',
      async () => (await statusOf('/object')) === 503,
      PATIENCE_MS,
    );
    expect(refusing).toBeLessThanOrEqual(REFUSES_WITHIN_MS);
    const whole = (await bodies).filter((body) => body.equals(OBJECT));
    expect(whole).toHaveLength(DOWNLOADS);
    expect((await patch({ enabled: true })).status).toBe(200);
    await waitUntil('the node serves again', async () => (await statusOf('/object')) === 200, PATIENCE_MS);
  });

  test('with control killed it goes on, also when it starts anew', async () => {
    await control.kill();
    const asked = origin.seen.length;
    expect(await statusOf('/object')).toBe(200);
    await node.stop();
    await start();
    const kept = await get('/object');
    expect(Buffer.from(await kept.arrayBuffer()).equals(OBJECT)).toBe(true);
    expect(origin.seen.length).toBe(asked);
    expect(await statusOf('/another')).toBe(200);
    expect(origin.seen.length).toBe(asked + 1);
  });

  test('hears of what was decided meanwhile when control is back', async () => {
    await control.restart();
    expect((await patch({ enabled: false })).status).toBe(200);
    // What it asked control meanwhile was in vain, so that its next question may be some seconds away.
    await waitUntil('the node refuses', async () => (await statusOf('/object')) === 503, PATIENCE_MS);
  });
});

interface Heartbeat {
  readonly report: { readonly hitBytes: number; readonly egressBytes: number; readonly drives: readonly unknown[] };
}
