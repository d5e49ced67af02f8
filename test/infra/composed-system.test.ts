import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../harness/free-port.ts';
import { runNearhop } from '../harness/nearhop-process.ts';
import { ROOT } from '../house/source-files.ts';
import { readComposeFile } from './compose-file.ts';
import { execForm, instructionsFor, lastOf, parseDockerfile } from './dockerfile.ts';
import { startInImage, type InImage } from './in-image.ts';
import { StoreInTemp } from './store-in-temp.ts';

const MAIN = join(ROOT, 'services/cli/src/main.ts');
const compose = readComposeFile();
const stages = parseDockerfile(readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8'));

/** The services of docker-compose.yml as processes on loopback, by their own commands and settings but for paths, hosts and ports. */
describe('the system of docker-compose.yml', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-composed-'));
  const store = new StoreInTemp(compose, directory);
  const running = new Map<string, InImage>();
  const ports = new Map(['router-1', 'router-2', 'control', 'cache-node'].map((name) => [name, freePort()]));

  const startService = async (name: string) => {
    const service = compose.services[name];
    const secrets = store.layOutSecrets(name);
    const local = (value: string) =>
      value
        .replace('/run/secrets', secrets)
        .replace('/etc/nearhop/origins.json', join(ROOT, 'infra/docker/origins.json'))
        .replace('/var/cache/nearhop', join(directory, 'drive'))
        .replaceAll(/\b(router-\d):\d+/g, (_, host: string) => `127.0.0.1:${ports.get(host)}`)
        .replace(/^0\.0\.0\.0:\d+$/, `127.0.0.1:${ports.get(name)}`);
    const environment = Object.entries(service?.environment ?? {}).map(([key, value]) => [key, local(value)]);
    const listen = listensOf(name, `127.0.0.1:${ports.get(name)}`);
    const command = service?.command ?? execForm(lastOf(instructionsFor(stages, name.replace(/-\d$/, '')), 'CMD'));
    const data = mkdtempSync(join(directory, `${name}-data-`));
    running.set(name, await startInImage([MAIN, ...command], data, { ...Object.fromEntries(environment), ...listen }));
  };
  const nearhop = (...args: string[]) =>
    runNearhop(args, { env: { NEARHOP_CONTROL_URL: `http://127.0.0.1:${ports.get('control')}` } });

  beforeAll(async () => {
    await store.startAll();
    for (const name of ports.keys()) await startService(name);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([...running.values()].map((service) => service.stop()));
    await store.killAll();
    rmSync(directory, { recursive: true });
  });

  test('health checks tell a Redis and a Sentinel from a dead one', async () => {
    expect(await store.healthCheck('redis-1')).toBe(0);
    expect(await store.healthCheck('sentinel-3')).toBe(0);
    await store.kill('sentinel-3');
    expect(await store.healthCheck('sentinel-3')).not.toBe(0);
    await store.start('sentinel-3');
  });

  test('a commit is on the replica, and both routers serve it', async () => {
    expect(await nearhop('customer', 'create', 'acme')).toMatchObject({ code: 0 });
    const blocks = ['--server', '23.0.113.10', '--blocks', '2.21.234.0/24'];
    expect(await nearhop('node', 'create', 'Seattle-1', '--customer', 'acme', ...blocks, '--wait')).toEqual({
      code: 0,
      output: expect.stringContaining('2 routers'),
    });
  });

  test('the cache node answers for the origins of its list alone', async () => {
    const ask = (origin: string) =>
      fetch(`http://127.0.0.1:${ports.get('cache-node')}/a?cacheHostOrigin=${origin}`, { method: 'POST' });
    expect((await ask('elsewhere.example.com')).status).toBe(403);
    // Of the list: so it is the method that it minds.
    expect((await ask('au.download.windowsupdate.com')).status).toBe(405);
  });

  test('what was committed outlives SIGKILL of every server at once', async () => {
    await running.get('control')?.stop();
    await store.killAll();
    await store.startAll();
    await startService('control');
    expect(await nearhop('node', 'list')).toEqual({ code: 0, output: expect.stringContaining('Seattle-1') });
    expect(await nearhop('node', 'disable', 'Seattle-1', '--reason', 'a test', '--wait')).toEqual({
      code: 0,
      output: expect.stringContaining('2 routers'),
    });
  }, 60_000);
});

/** The ports of a service that others are not told of in its settings. */
function listensOf(name: string, listen: string): Readonly<Record<string, string>> {
  if (name === 'control') return { NEARHOP_CONTROL_LISTEN: listen, NEARHOP_CONTROL_OPS_LISTEN: '127.0.0.1:0' };
  if (name !== 'cache-node') return { NEARHOP_ROUTER_LISTEN: '127.0.0.1:0' };
  return { NEARHOP_CACHE_NODE_STATUS_LISTEN: '127.0.0.1:0', NEARHOP_CACHE_NODE_OPS_LISTEN: '127.0.0.1:0' };
}
