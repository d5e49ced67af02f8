import { afterAll, describe, expect, test } from 'bun:test';
import { originSchema } from '@nearhop/contracts';
import { parseListen, readVariables, VARIABLES, VERSION, type VariableName } from '@nearhop/service-kit';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../house/source-files.ts';
import { mountsOf, readComposeFile, type ComposeService } from './compose-file.ts';
import { instructionsFor, lastOf, parseDockerfile } from './dockerfile.ts';

const compose = readComposeFile();
const services = Object.entries(compose.services);
const built = services.filter(([, { image }]) => image.startsWith('nearhop/'));
const stages = parseDockerfile(readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8'));
const imageOf = (service: ComposeService) => instructionsFor(stages, service.image.replace(/^nearhop\/(.*):.*$/, '$1'));

const directory = mkdtempSync(join(tmpdir(), 'nearhop-compose-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A setting of a service as it comes out: what the file says, or the default. */
function setting(name: string, variable: `NEARHOP_${'ROUTER' | 'CONTROL' | 'CACHE_NODE'}_${'' | 'OPS_'}LISTEN`) {
  const listen = parseListen(compose.services[name]?.environment[variable] ?? VARIABLES[variable].default ?? '');
  if (listen === undefined) throw new Error(`${name} has no ${variable}`);
  return listen;
}

describe('docker-compose.yml', () => {
  test('has the services of the system', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual([
      'cache-node',
      'control',
      'nearhop',
      'redis-1',
      'redis-2',
      'router-1',
      'router-2',
      'sentinel-1',
      'sentinel-2',
      'sentinel-3',
    ]);
  });

  test('every image has a version, ours that of the code', () => {
    for (const [, { image, build }] of services) {
      if (build === undefined && !image.startsWith('nearhop/')) expect(image).toMatch(/^[a-z]+:\d+\.\d+\.\d+-[a-z]+$/);
      else expect(image).toEndWith(`:${VERSION}`);
      if (build === undefined) continue;
      expect(existsSync(join(ROOT, build.context, build.dockerfile))).toBe(true);
      expect(stages.map(({ name }) => name)).toContain(build.target);
      expect(image).toBe(`nearhop/${build.target}:${VERSION}`);
    }
  });

  test('nobody runs as root', () => {
    for (const [name, service] of services) {
      const user = service.user ?? lastOf(imageOf(service), 'USER') ?? 'root';
      expect(`${name} ${user}`).toMatch(/ [1-9]\d*:[1-9]\d*$/);
    }
  });

  test('what a service is, it says itself: each has a health check but the one that ends by itself', () => {
    const unchecked = services.filter(([, service]) =>
      service.healthcheck === undefined
        ? lastOf(imageOf(service), 'HEALTHCHECK') === undefined
        : 'disable' in service.healthcheck,
    );
    expect(unchecked.map(([name, { restart }]) => [name, restart])).toEqual([['nearhop', 'no']]);
  });

  test('every variable is one that the service reads, with a value that it takes', () => {
    let variables = 0;
    for (const [name, { environment, secrets }] of built) {
      const reader = name === 'nearhop' ? 'cli' : name.replace(/-\d+$/, '');
      for (const [variable, value] of Object.entries(environment)) {
        variables += 1;
        const secret = variable.replace(/_FILE$/, '');
        const known = (variable in VARIABLES ? variable : secret) as VariableName;
        expect(`${name}: ${variable}: ${VARIABLES[known].services.join()}`).toContain(reader);
        if (known === variable) readVariables({ [variable]: value }, [known]);
        else expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
      }
    }
    expect(variables).toBeGreaterThan(6);
  });

  test('only what devices ask is published, on the port that router and cache node listen on', () => {
    const published = services.flatMap(([name, { ports }]) => ports.map((port) => [name, port] as const));
    expect(published.map(([name]) => name)).toEqual(['router-1', 'router-2', 'cache-node']);
    for (const [name, port] of published) {
      const listen = setting(name, name === 'cache-node' ? 'NEARHOP_CACHE_NODE_LISTEN' : 'NEARHOP_ROUTER_LISTEN');
      expect(port).toEndWith(`:${listen.port}`);
      expect(listen.host).toBe('0.0.0.0');
    }
    expect(new Set(published.map(([, port]) => port)).size).toBe(published.length);
  });

  test('control is on loopback, where the command line joins it', () => {
    expect(setting('control', 'NEARHOP_CONTROL_LISTEN').host).toBe('127.0.0.1');
    expect(compose.services['nearhop']?.network_mode).toBe('service:control');
    expect(Object.keys(compose.services['nearhop']?.environment ?? {})).not.toContain('NEARHOP_STORE_FILE');
  });

  test('control asks every router, at its ops port and over a network that they share', () => {
    const asked = (compose.services['control']?.environment['NEARHOP_CONTROL_ROUTERS'] ?? '')
      .split(',')
      .map((url) => new URL(url));
    expect(asked.map(({ hostname }) => hostname)).toEqual(
      services.map(([name]) => name).filter((name) => name.startsWith('router-')),
    );
    for (const { hostname, port } of asked) {
      const ops = setting(hostname, 'NEARHOP_ROUTER_OPS_LISTEN');
      expect([ops.host, String(ops.port)]).toEqual(['0.0.0.0', port]);
      expect(sharedNetworks('control', hostname)).toContain('ops');
    }
  });

  test('the health checks of the images ask the ops ports that the services have', () => {
    for (const [name, service] of built) {
      if (name === 'nearhop') continue;
      const kind = name.replace(/-\d+$/, '').replace('-', '_').toUpperCase() as 'ROUTER' | 'CONTROL' | 'CACHE_NODE';
      const { port } = setting(name, `NEARHOP_${kind}_OPS_LISTEN`);
      expect(lastOf(imageOf(service), 'HEALTHCHECK')).toContain(`http://127.0.0.1:${port}/livez`);
    }
  });

  test('what it mounts is in the repository, and only data is writable', () => {
    let paths = 0;
    for (const [, service] of services) {
      for (const { source, readOnly } of mountsOf(service)) {
        if (!source.startsWith('.')) {
          expect(readOnly).toBe(false);
          continue;
        }
        paths += 1;
        expect(existsSync(join(ROOT, source))).toBe(true);
        expect(readOnly).toBe(true);
      }
    }
    expect(paths).toBeGreaterThan(2);
  });

  test('volumes, networks and secrets that it declares are those that it uses, each volume by one service', () => {
    const volumes = services
      .flatMap(([, service]) => mountsOf(service).map(({ source }) => source))
      .filter((source) => !source.startsWith('.'));
    expect(volumes.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const used = (kind: 'networks' | 'secrets') =>
      [...new Set(services.flatMap(([, service]) => service[kind] ?? []))].toSorted();
    expect(used('networks')).toEqual(Object.keys(compose.networks).toSorted());
    expect(used('secrets')).toEqual(Object.keys(compose.secrets).toSorted());
    for (const [, service] of services)
      for (const name of Object.keys(service.depends_on)) expect(compose.services).toHaveProperty(name);
  });

  test('only routers and the cache node are on the network that is not internal', () => {
    const open = Object.entries(compose.networks).filter(([, network]) => network?.internal !== true);
    expect(open.map(([name]) => name)).toEqual(['devices']);
    const onIt = services.filter(([, { networks }]) => networks?.includes('devices'));
    expect(onIt.map(([name]) => name)).toEqual(['router-1', 'router-2', 'cache-node']);
  });

  test('the drive of the cache node is a volume that whoever runs it may write, and its list of origins can be read', () => {
    const node = compose.services['cache-node'];
    const drives =
      readVariables(node?.environment ?? {}, ['NEARHOP_CACHE_NODE_DRIVES']).NEARHOP_CACHE_NODE_DRIVES ?? [];
    const volumes = node === undefined ? [] : mountsOf(node).filter(({ readOnly }) => !readOnly);
    expect(drives).toHaveLength(1);
    for (const { directory: path } of drives) {
      expect(volumes.map(({ target }) => target)).toContain(path);
      const made = instructionsFor(stages, 'cache-node').find(({ text }) => text.includes('--owner=10001'));
      expect(made?.text).toContain(path);
    }
    const list: unknown = JSON.parse(readFileSync(join(ROOT, 'infra/docker/origins.json'), 'utf8'));
    expect(originSchema.array().min(1).parse(list)).toEqual(list as never);
  });

  test('make-secrets.sh makes every secret once, readable through the mount alone, where git and builders do not look', () => {
    const folder = join(directory, 'secrets');
    const make = () => Bun.spawnSync(['sh', join(ROOT, 'infra/docker/make-secrets.sh'), folder]);
    expect(make().exitCode).toBe(0);
    const made = readdirSync(folder).toSorted();
    expect(made).toEqual(Object.keys(compose.secrets).toSorted());
    expect([folder, ...made.map((name) => join(folder, name))].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700,
      ...made.map(() => 0o444),
    ]);
    const texts = made.map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(make().exitCode).toBe(1);
    expect(made.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(texts);
    for (const { file } of Object.values(compose.secrets)) {
      expect(Bun.spawnSync(['git', 'check-ignore', '--quiet', file], { cwd: ROOT }).exitCode).toBe(0);
    }
  });
});

function sharedNetworks(one: string, other: string): string[] {
  const theirs = compose.services[other]?.networks ?? [];
  return (compose.services[one]?.networks ?? []).filter((network) => theirs.includes(network));
}
