import { openRegistry, type Registry } from '@nearhop/registry';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNearhop } from '../../harness/nearhop-process.ts';
import { DURABLE, startRedis, type RedisServer } from '../../harness/redis-servers.ts';
import type { CheckRun, Form } from '../check.ts';
import { dressWorld, type DressedWorld } from '../routing/dressed-world.ts';
import { planRealWorld, toImportCsv, type RealWorld } from '../routing/real-world.ts';

/** A command that kept Redis from everything else for a while. */
export interface SlowCommand {
  readonly milliseconds: number;
  readonly command: string;
}

/** A Redis into which `nearhop import` has put the table of the real Internet, with nodes in every state. */
export interface RedisStage {
  readonly directory: string;
  readonly server: RedisServer;
  readonly store: string;
  readonly world: RealWorld;
  readonly dressed: DressedWorld;
  readonly importSeconds: number;
  readonly importOutput: string;
  /** Claims right after the import, before anything was added. */
  readonly claims: number;
  /** What took longest from the start of the import until a router could follow, slowest first. */
  readonly slowest: readonly SlowCommand[];
  open(): Promise<Registry>;
}

const SHORT_FORM_BLOCKS = 10_000;
const stages = new Map<Form, Promise<RedisStage>>();

/** The stage of this run: made once, shared by the checks that need it, removed at the end. */
export function redisStage(run: CheckRun): Promise<RedisStage> {
  const known = stages.get(run.form) ?? makeStage(run);
  stages.set(run.form, known);
  return known;
}

async function makeStage(run: CheckRun): Promise<RedisStage> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-redis-stage-'));
  // Everything above a millisecond is in the log, so that it says what the slowest was.
  const lines = [...DURABLE, 'slowlog-log-slower-than 1000', 'slowlog-max-len 100000'];
  const server = await startRedis({ lines });
  // So that the slow log tells of Redis, and not of who else wanted the processor.
  Bun.spawnSync(['chrt', '--fifo', '--pid', '1', String(server.pid)]);
  process.once('exit', () => {
    server.signal('SIGKILL');
    for (const each of [directory, server.directory]) rmSync(each, { recursive: true, force: true });
  });
  const short = run.form === 'short';
  const limit = short ? { limit: SHORT_FORM_BLOCKS } : {};
  const world = planRealWorld({ seed: run.seed, customers: short ? 40 : 400, ...limit });
  const csv = join(directory, 'real-table.csv');
  writeFileSync(csv, toImportCsv(world));
  const store = `redis://127.0.0.1:${server.port}`;
  run.progress(`importing ${world.blocks.length} blocks for ${world.nodes.length} nodes`);
  const startedAt = performance.now();
  const { output } = await runNearhop(['import', csv], { env: { NEARHOP_STORE: store }, cwd: directory });
  const importSeconds = (performance.now() - startedAt) / 1_000;
  const open = () => openRegistry(store, { access: 'write' });
  const registry = await open();
  const { counts } = await registry.position();
  const dressed = await dressWorld(registry, world, run.seed);
  await drain((await registry.snapshot()).pages);
  await registry.close();
  return {
    directory,
    server,
    store,
    world,
    dressed,
    importSeconds,
    importOutput: output,
    claims: counts.claim,
    slowest: await readSlowest(server),
    open,
  };
}

async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const page of pages) void page;
}

async function readSlowest({ admin }: RedisServer): Promise<SlowCommand[]> {
  const entries = (await admin.slowlog('GET', 100_000)) as [id: number, at: number, us: number, words: string[]][];
  const commands = entries.map(([, , us, words]) => ({
    milliseconds: us / 1_000,
    command: words.slice(0, 2).join(' ').slice(0, 60),
  }));
  return commands.sort((x, y) => y.milliseconds - x.milliseconds);
}
