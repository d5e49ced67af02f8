import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../harness/free-port.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import { clientSampler, type RealWorld } from '../../prove/routing/real-world.ts';
import { makeCertificate } from './certificate.ts';
import { cpuMicroseconds, residentBytes } from './cpu-time.ts';
import { importIntoStore, routerCommand } from './nearhop-router.ts';
import { haproxyCommand, nginxCommand } from './peers.ts';
import { runWrk } from './wrk.ts';

export interface Scenario {
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly connection: 'keep-alive' | 'close';
}

export const SCENARIOS = {
  reused: { name: 'reused connections', scheme: 'http', connection: 'keep-alive' },
  new: { name: 'a new connection per request', scheme: 'http', connection: 'close' },
  newTls: { name: 'a new TLS 1.3 connection per request', scheme: 'https', connection: 'close' },
} as const satisfies Record<string, Scenario>;

export interface MeasureOptions {
  readonly directory: string;
  readonly world: RealWorld;
  readonly scenarios: readonly Scenario[];
  readonly rounds: number;
  readonly seconds: number;
  readonly progress: (text: string) => void;
}

/** Medians over the rounds. */
export interface ServerResult {
  readonly scenario: string;
  readonly server: string;
  readonly cpuMicrosecondsPerAnswer: number;
  /** CPU per answer over that of nginx and of HAProxy: the median of the ratios of each round. */
  readonly ratioToNginx: number;
  readonly ratioToHaproxy: number;
  readonly answers: number;
  readonly answersPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  readonly residentMegabytes: number;
}

interface Server {
  readonly name: string;
  /** Which process answers which scheme, and where. */
  readonly at: Readonly<Record<Scenario['scheme'], { readonly pid: number; readonly port: number }>>;
  stop(): Promise<void>;
}

interface Sample {
  readonly answers: number;
  readonly cpu: number;
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  readonly resident: number;
}

const SERVER_CORE = 0;
const LOAD_CORE = 1;
const ADDRESSES = 2 ** 17;
const CONNECTIONS = 64;

export async function measureServers(options: MeasureOptions): Promise<ServerResult[]> {
  const addressFile = join(options.directory, 'addresses.txt');
  const sample = clientSampler(options.world, 7);
  writeFileSync(addressFile, Array.from({ length: ADDRESSES }, () => `${sample().toString()}\n`).join(''));
  const servers = await startServers(options);
  try {
    const results: ServerResult[] = [];
    for (const scenario of options.scenarios)
      results.push(...(await measureScenario(options, scenario, servers, addressFile)));
    return results;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function measureScenario(
  options: MeasureOptions,
  scenario: Scenario,
  servers: readonly Server[],
  addressFile: string,
): Promise<ServerResult[]> {
  const samples = new Map<string, Sample[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round <= options.rounds; round++) {
    for (const server of servers) {
      const sample = await load(server, scenario, addressFile, round === 0 ? 2 : options.seconds);
      options.progress(`${scenario.name}, round ${round}: ${server.name} ${sample.cpu.toFixed(1)} µs`);
      if (round > 0) samples.get(server.name)?.push(sample); // round 0 warms up
    }
  }
  const cpuOf = (name: string) => (samples.get(name) ?? []).map(({ cpu }) => cpu);
  const ratios = (name: string, peer: string) =>
    median(cpuOf(name).map((cpu, round) => cpu / (cpuOf(peer)[round] ?? Number.NaN)));
  return servers.map(({ name }) => {
    const own = samples.get(name) ?? [];
    return {
      scenario: scenario.name,
      server: name,
      cpuMicrosecondsPerAnswer: round(median(cpuOf(name)), 2),
      ratioToNginx: round(ratios(name, 'nginx'), 3),
      ratioToHaproxy: round(ratios(name, 'haproxy'), 3),
      answers: own.reduce((sum, { answers }) => sum + answers, 0),
      answersPerSecond: Math.round(median(own.map(({ rate }) => rate))),
      p50Ms: round(median(own.map(({ p50Ms }) => p50Ms)), 2),
      p99Ms: round(median(own.map(({ p99Ms }) => p99Ms)), 2),
      failed: own.reduce((sum, { failed }) => sum + failed, 0),
      residentMegabytes: Math.round(Math.max(...own.map(({ resident }) => resident)) / 2 ** 20),
    };
  });
}

async function load(server: Server, scenario: Scenario, addressFile: string, seconds: number): Promise<Sample> {
  const { pid, port } = server.at[scenario.scheme];
  const before = cpuMicroseconds(pid);
  const result = await runWrk({
    url: `${scenario.scheme}://127.0.0.1:${port}`,
    addressFile,
    connection: scenario.connection,
    connections: CONNECTIONS,
    seconds,
    core: LOAD_CORE,
  });
  return {
    answers: result.requests,
    cpu: (cpuMicroseconds(pid) - before) / result.requests,
    rate: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    failed: result.failed + result.refused,
    resident: residentBytes(pid),
  };
}

async function startServers(options: MeasureOptions): Promise<Server[]> {
  const { directory, world } = options;
  const certificate = makeCertificate(directory);
  options.progress(`importing ${world.blocks.length} blocks`);
  const store = await importIntoStore(directory);
  const files = () => ({ directory, certificate, port: freePort(), tlsPort: freePort() });
  const [nginx, haproxy] = [files(), files()];
  const router = { directory, store, opsPort: freePort() };
  const [plain, tls] = await Promise.all([
    start('nearhop', 'http', routerCommand({ ...router, port: freePort() })),
    start(
      'nearhop with TLS',
      'https',
      routerCommand({ ...router, port: freePort(), opsPort: freePort(), certificate }),
    ),
  ]);
  const peers = await Promise.all([
    start('nginx', 'http', { command: nginxCommand(world, nginx), port: nginx.port }),
    start('haproxy', 'http', { command: haproxyCommand(world, haproxy), port: haproxy.port }),
  ]);
  const ours = {
    name: 'nearhop',
    at: { http: plain, https: tls },
    async stop() {
      await Promise.all([plain.stop(), tls.stop()]);
    },
  };
  return [
    ours,
    ...peers.map((peer, index) => ({
      name: peer.name,
      at: { http: peer, https: { pid: peer.pid, port: index === 0 ? nginx.tlsPort : haproxy.tlsPort } },
      stop: peer.stop,
    })),
  ];
}

interface Command {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly port: number;
}

async function start(name: string, scheme: Scenario['scheme'], { command, env, port }: Command) {
  const child = Bun.spawn(['taskset', '-c', String(SERVER_CORE), ...command], {
    env: { ...process.env, ...env },
    stdout: 'ignore',
    stderr: 'inherit',
  });
  const options = { headers: { 'x-forwarded-for': '1.1.1.1' }, tls: { rejectUnauthorized: false } };
  const answers = () =>
    fetch(`${scheme}://127.0.0.1:${port}/v1/route`, options).then(
      (response) => response.ok,
      () => false,
    );
  await waitUntil(`${name} answers`, answers, 60_000);
  const stop = async () => {
    child.kill('SIGTERM');
    await child.exited;
  };
  return { name, pid: child.pid, port, stop };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
