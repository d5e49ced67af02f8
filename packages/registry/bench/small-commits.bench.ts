// What small commits of many callers cost on both drivers: `bun packages/registry/bench/small-commits.bench.ts [seconds] [callers]`.
import {
  changeOf,
  claimWrite,
  committed,
  customerWrite,
  mustCommit,
  nodeId,
  nodeWrite,
} from '../src/contract-suite/example-records.ts';
import type { RecordWrite, Registry } from '../src/index.ts';
import { BENCH_STORES, type BenchStore } from './testing/bench-stores.ts';

const [seconds = 3, callers = 20] = process.argv.slice(2).map(Number);
const CLAIMS_PER_COMMIT = 10;

type Work = (registry: Registry, caller: number, round: number) => Promise<unknown>;

const node = (caller: number, round: number) => nodeWrite(caller + 1, 'acme', { enabled: round % 2 === 0 });

function newClaims(caller: number, round: number): RecordWrite[] {
  const place = `${10 + caller}.${round >> 8}.${round & 255}`;
  return Array.from({ length: CLAIMS_PER_COMMIT }, (_, index) =>
    claimWrite(caller + 1, 'acme', `${place}.${index * 8}/29`),
  );
}

const SCENARIOS: readonly (readonly [name: string, work: Work])[] = [
  ['a node', async (registry, ...at) => committed(await registry.commit(changeOf(node(...at)), []))],
  [
    'a node and ten new claims',
    async (registry, ...at) => committed(await registry.commit(changeOf(node(...at), ...newClaims(...at)), [])),
  ],
  [
    'a node that was read, with an idempotency key',
    async (registry, caller, round) => {
      const { revision = 0 } = (await registry.get('node', nodeId(caller + 1))) ?? {};
      const change = { ...changeOf(node(caller, round)), idempotencyKey: `${caller}-${round}` };
      return committed(await registry.commit(change, [{ kind: 'node', id: nodeId(caller + 1), revision }]));
    },
  ],
  ['get of a node', (registry, caller) => registry.get('node', nodeId(caller + 1))],
];

for (const open of BENCH_STORES) {
  const store = await open();
  const nodes = Array.from({ length: callers }, (_, caller) => node(caller, 0));
  await mustCommit(store.registry, customerWrite('acme'), ...nodes);
  for (const [name, work] of SCENARIOS) await measure(store, name, work);
  await store.dispose();
}
process.exit(0);

async function measure({ name: store, registry, serverCpuUs }: BenchStore, name: string, work: Work): Promise<void> {
  const serversBefore = serverCpuUs();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const latenciesMs: number[] = [];
  const run = async (caller: number) => {
    for (let round = 0; performance.now() - startedAt < seconds * 1_000; round++) {
      const askedAt = performance.now();
      await work(registry, caller, round);
      latenciesMs.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => run(caller)));
  const tookMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const count = latenciesMs.length;
  const servers = serverCpuUs().map((us, index) => Math.round((us - (serversBefore[index] ?? 0)) / count));
  latenciesMs.sort((x, y) => x - y);
  const at = (share: number) => latenciesMs[Math.floor(share * count)]?.toFixed(1);
  const cpu = [Math.round((user + system) / count), ...servers].join(' + ');
  process.stdout.write(
    `${store}, ${name}: ${Math.round((count / tookMs) * 1_000)}/s, ${cpu} µs of CPU, p50 ${at(0.5)} p99 ${at(0.99)} ms\n`,
  );
}
