import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { VARIABLES, VERSION } from '@nearhop/service-kit';
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../harness/free-port.ts';
import { ROOT } from '../house/source-files.ts';
import { buildContext, isSent, readRules } from './build-context.ts';
import { copiesOf, execForm, instructionsFor, lastOf, parseDockerfile } from './dockerfile.ts';
import { layOutImage, linkPackages } from './image-tree.ts';
import { startInImage, type InImage } from './in-image.ts';

const stages = parseDockerfile(readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8'));
const installedWorkspace =
  stages
    .flatMap(({ instructions }) => instructions)
    .flatMap(({ text }) => /^npm ci .*--workspace (\S+)/.exec(text)?.[1] ?? [])[0] ?? '';
/** Each service with the ports that it has unless told otherwise, those for others than this machine first. */
const SERVICES = [
  { service: 'router', variables: 'ROUTER', exposed: '8080', ops: '127.0.0.1:9080' },
  { service: 'control', variables: 'CONTROL', exposed: undefined, ops: '127.0.0.1:9081' },
  { service: 'cache-node', variables: 'CACHE_NODE', exposed: '8090 5000', ops: '127.0.0.1:9083' },
] as const;

describe('Dockerfile', () => {
  test('each stage is made of an image with a version, or of an earlier stage', () => {
    const names = stages.map(({ name }) => name);
    const wrong = stages.filter(
      ({ base }, index) => !/^[a-z/]+:\d+\.\d+(?:\.\d+)?-[a-z-]+$/.test(base) && !names.slice(0, index).includes(base),
    );
    expect(stages.length).toBeGreaterThan(4);
    expect(new Set(names).size).toBe(names.length);
    expect(wrong).toEqual([]);
  });

  test('what it copies from the repository is sent to the builder, and what it copies from stages names earlier ones', () => {
    const context = buildContext();
    const seen: string[] = [];
    const wrong = stages.flatMap(({ instructions, name }) => {
      const copies = copiesOf(instructions);
      const missing = copies
        .filter(({ from }) => from === undefined)
        .flatMap(({ sources }) => sources)
        .filter((source) => !context.some((path) => path === source || path.startsWith(`${source}/`)));
      const unknown = copies.flatMap(({ from }) => (from === undefined || seen.includes(from) ? [] : [from]));
      seen.push(name);
      return [...missing, ...unknown].map((what) => `${name}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });

  test('tests, packages and secrets stay out of what the builder is sent', () => {
    const rules = readRules(readFileSync(join(ROOT, '.dockerignore'), 'utf8'));
    const sent = [
      '.git/config',
      'data/registry.db',
      'infra/docker/secrets/users.acl',
      'node_modules/zod/index.js',
      'packages/ip/node_modules/a/index.js',
      'packages/ip/src/address.test.ts',
      'services/cli/src/testing/a.ts',
      'services/cli/src/main.ts',
    ].filter((path) => isSent(path, rules));
    expect(sent).toEqual(['services/cli/src/main.ts']);
  });

  test('npm ci installs what the command line depends on, with the lockfile that the context has', () => {
    expect(installedWorkspace).toBe(
      (JSON.parse(readFileSync(join(ROOT, 'services/cli/package.json'), 'utf8')) as { name: string }).name,
    );
    expect(buildContext()).toContain('package-lock.json');
  });

  test.each(SERVICES)(
    '$service runs as nobody special, and is told to stop by a signal that it knows',
    ({ service }) => {
      const instructions = instructionsFor(stages, service);
      const user = instructions.findLastIndex(({ keyword }) => keyword === 'USER');
      const command = instructions.findLastIndex(({ keyword }) => keyword === 'CMD');
      expect(instructions[user]?.text).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
      expect(user).toBeLessThan(command);
      expect(instructions.slice(user).map(({ keyword }) => keyword)).not.toContain('RUN');
      expect(lastOf(instructions, 'STOPSIGNAL')).toBe('SIGTERM');
    },
  );

  test.each(SERVICES)(
    '$service names the ports that it listens on for others',
    ({ service, variables, exposed, ops }) => {
      expect(lastOf(instructionsFor(stages, service), 'EXPOSE')).toBe(exposed);
      expect(VARIABLES[`NEARHOP_${variables}_OPS_LISTEN`].default).toBe(ops);
      // The cache node's is 80 as root alone.
      const listen = VARIABLES[`NEARHOP_${variables}_LISTEN`].default ?? '0.0.0.0:8090';
      if (exposed === undefined) expect(listen).toStartWith('127.');
      else expect(exposed).toStartWith(listen.split(':').at(-1) ?? '');
    },
  );

  test('the labels say the version that the code says', () => {
    const instructions = instructionsFor(stages, 'router');
    expect(instructions.map(({ text }) => text)).toContain(`VERSION=${VERSION}`);
    expect(lastOf(instructions, 'LABEL')).toContain('org.opencontainers.image.version="${VERSION}"');
  });
});

describe('image', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-image-'));
  const started: InImage[] = [];
  let entry = '';

  beforeAll(() => {
    const instructions = instructionsFor(stages, 'runtime');
    layOutImage(instructions, buildContext(), directory);
    const home = join(directory, 'opt/nearhop');
    linkPackages(home, installedWorkspace);
    const link = instructions
      .map(({ text }) => /ln -s (\S+) \/usr\/local\/bin\/(\S+)/.exec(text))
      .find((match) => match !== null);
    expect(execForm(lastOf(instructions, 'ENTRYPOINT'))).toEqual([link?.[2] ?? '']);
    entry = join(directory, link?.[1] ?? '');
  });

  afterAll(async () => {
    await Promise.all(started.map((each) => each.stop()));
    rmSync(directory, { recursive: true });
  });

  test('its entry is a program', () => {
    expect(existsSync(entry)).toBe(true);
    expect(lstatSync(entry).mode & 0o111).toBe(0o111);
  });

  test.each(SERVICES)(
    'the command of $service starts it, and its health check tells it from a dead one',
    async (each) => {
      const { service, variables, ops } = each;
      const instructions = instructionsFor(stages, service);
      const opsPort = freePort();
      const data = mkdtempSync(join(directory, `${service}-`));
      const running = await startInImage([entry, ...execForm(lastOf(instructions, 'CMD'))], data, {
        ...(service === 'cache-node' && cacheNodeSettings(data)),
        [`NEARHOP_${variables}_LISTEN`]: '127.0.0.1:0',
        [`NEARHOP_${variables}_OPS_LISTEN`]: `127.0.0.1:${opsPort}`,
      });
      started.push(running);

      const [, options = '', check] = /^((?:--\S+ )*)CMD (.*)$/.exec(lastOf(instructions, 'HEALTHCHECK') ?? '') ?? [];
      expect(options).toContain('--timeout=3s');
      const isHealthy = () => healthCheck(execForm(check), ops, `127.0.0.1:${opsPort}`);
      expect(await isHealthy()).toBe(0);
      expect(await running.stop()).toBe(0);
      expect(await isHealthy()).toBe(1);
    },
  );
});

/** What a cache node has to be told: where it keeps what, and whence it may have it. */
function cacheNodeSettings(data: string): Readonly<Record<string, string>> {
  return {
    NEARHOP_CACHE_NODE_STATUS_LISTEN: '127.0.0.1:0',
    NEARHOP_CACHE_NODE_DRIVES: `${join(data, 'drive')}:10g`,
    NEARHOP_CACHE_NODE_SMALL_DRIVES: 'true',
    NEARHOP_CACHE_NODE_ORIGINS_FILE: join(ROOT, 'infra/docker/origins.json'),
  };
}

/** Runs the check as it is written, but for the port, which must be the one that the service has unless told otherwise. */
async function healthCheck(words: readonly string[], usual: string, ops: string): Promise<number> {
  const [program, ...args] = words;
  expect(program).toBe('bun');
  expect(args.at(-1)).toContain(`http://${usual}/livez`);
  const child = Bun.spawn([process.execPath, ...args.map((word) => word.replace(usual, ops))], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return child.exited;
}
