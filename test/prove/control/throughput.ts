import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMicroseconds } from '../../bench/router/cpu-time.ts';
import { keepToCore, startControl, type ControlProcess } from '../../harness/control-process.ts';
import { loadHttp, quantile, type LoadRequest, type LoadResult } from '../../harness/http-load.ts';
import { DURABLE, startRedis } from '../../harness/redis-servers.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { writeManyNodes, type ManyNodes } from './many-nodes.ts';
import { RequestMix } from './request-mix.ts';

const NODES = 10_000;
const WINDOWS = 5;
const WINDOW_MS = 2_000;
/** Control has a core for itself; who asks, and Redis, have the other. */
const [LOAD_CORE, CONTROL_CORE] = [0, 1];
const PAGE_MS = 50;
const FEWEST_PAGES = 100;

interface Store {
  readonly name: string;
  readonly open: () => Promise<{
    readonly store: string;
    readonly env: Readonly<Record<string, string>>;
    readonly close: () => Promise<void>;
  }>;
}

const EMBEDDED: Store = {
  name: 'embedded',
  async open() {
    const directory = await mkdtemp(join(tmpdir(), 'nearhop-throughput-'));
    const close = () => rm(directory, { recursive: true });
    return { store: `sqlite:${join(directory, 'registry.db')}`, env: {}, close };
  },
};

const REPLICATED: Store = {
  name: 'Redis with its file always synced and one acknowledged replica',
  async open() {
    const master = await startRedis({ lines: DURABLE });
    const replica = await startRedis({ lines: [...DURABLE, `replicaof 127.0.0.1 ${master.port}`] });
    for (const { pid } of [master, replica]) keepToCore(pid, LOAD_CORE);
    const isFollowed = async () => (await master.admin.info('replication')).includes('state=online');
    await waitUntil('the replica follows', isFollowed, 20_000);
    const close = async () => void (await Promise.all([master.stop(), replica.stop()]));
    return { store: `redis://127.0.0.1:${master.port}`, env: { NEARHOP_STORE_ACKS: '1' }, close };
  },
};

/** What control bears on one core. Times need the machine, so that there is no short form. */
export const managementThroughput: readonly Check[] = [EMBEDDED, REPLICATED].flatMap((store) => [
  rateCheck(store, 'durable writes', 300, (mix) => mix.write()),
  rateCheck(store, 'reads', 3_000, (mix) => mix.read()),
  pageCheck(store, 100),
  pageCheck(store, 1_000),
]);

function rateCheck(store: Store, what: string, limit: number, next: (mix: RequestMix) => LoadRequest): Check {
  return {
    name: `control answers ${what} on one core, ${store.name}`,
    limit: `>= ${limit} a second`,
    atLeast: { full: limit * 5 },
    run: (run) =>
      withControl(store, async (control, world) => {
        const mix = new RequestMix(world, run.seed);
        const load = (durationMs: number) =>
          loadHttp({ port: control.port, connections: 32, durationMs, next: () => next(mix) });
        await load(WINDOW_MS); // warms up
        const before = cpuMicroseconds(control.pid);
        const windows: LoadResult[] = [];
        // Others may want the processor in some of them.
        for (let window = 0; window < WINDOWS; window++) windows.push(await load(WINDOW_MS));
        const answers = windows.reduce((sum, window) => sum + window.answers, 0);
        const failures = windows.flatMap((window) => window.failures);
        const cpuEach = Math.round((cpuMicroseconds(control.pid) - before) / answers);
        const best = Math.max(...windows.map(({ answersPerSecond }) => answersPerSecond));
        const p99 = Math.min(...windows.map(({ latencies }) => quantile(latencies, 0.99)));
        return {
          figure: `${Math.round(best)} a second, ${cpuEach} µs of CPU each, p99 ${p99.toFixed(1)} ms with 32 under way`,
          tried: answers,
          ok: best >= limit && failures.length === 0,
          wrong: failures,
        };
      }),
  };
}

function pageCheck(store: Store, size: number): Check {
  return {
    name: `control pages through 10,000 nodes by ${size}, ${store.name}`,
    limit: `<= ${PAGE_MS} ms for 95 % of the pages`,
    atLeast: { full: FEWEST_PAGES },
    run: (_run: CheckRun) =>
      withControl(store, async (control): Promise<Finding> => {
        await pageThrough(control, size);
        const before = cpuMicroseconds(control.pid);
        const pages: number[] = [];
        while (pages.length < FEWEST_PAGES) pages.push(...(await pageThrough(control, size)));
        const cpu = (cpuMicroseconds(control.pid) - before) / 1_000 / pages.length;
        const times = Float64Array.from(pages).sort();
        const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
        const figure = `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU a page`;
        return { figure, tried: pages.length, ok: p95 <= PAGE_MS };
      }),
  };
}

/** How long each page took, in milliseconds. */
async function pageThrough(control: ControlProcess, size: number): Promise<readonly number[]> {
  const times: number[] = [];
  let seen = 0;
  let path: string | undefined = `/v1/nodes?limit=${size}`;
  while (path !== undefined) {
    const startedAt = performance.now();
    const { status, headers, body } = await control.ask('GET', path);
    times.push(performance.now() - startedAt);
    if (status !== 200) throw new Error(`A page was answered with ${status}: ${JSON.stringify(body)}`);
    seen += (body as { items: unknown[] }).items.length;
    path = /^<([^>]+)>/.exec(headers.get('Link') ?? '')?.[1];
  }
  if (seen !== NODES) throw new Error(`${seen} nodes were listed of ${NODES}`);
  return times;
}

async function withControl<Result>(
  { open }: Store,
  use: (control: ControlProcess, world: ManyNodes) => Promise<Result>,
): Promise<Result> {
  const { store, env, close } = await open();
  try {
    const world = await writeManyNodes(store, NODES);
    const control = await startControl({ store, env, core: CONTROL_CORE });
    keepToCore(process.pid, LOAD_CORE);
    try {
      return await use(control, world);
    } finally {
      await control.stop();
      keepToCore(process.pid, `${LOAD_CORE},${CONTROL_CORE}`);
    }
  } finally {
    await close();
  }
}
