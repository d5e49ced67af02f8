import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DURABLE, startRedis, type RedisServer } from '../../../../test/harness/redis-servers.ts';
import { waitUntil } from '../../../../test/harness/wait-until.ts';
import { openRegistry, type Registry } from '../../src/index.ts';

/** An empty registry to be measured, and the processor time of the servers behind it. */
export interface BenchStore {
  readonly name: string;
  readonly registry: Registry;
  /** Microseconds so far, of each server. */
  readonly serverCpuUs: () => readonly number[];
  readonly dispose: () => Promise<void>;
}

const REPLICA_PATIENCE_MS = 20_000;
const US_PER_TICK = 10_000;

/** SQLite, then Redis with one replica that must have every commit, both with an append-only file that is written out before each answer. */
export const BENCH_STORES: readonly (() => Promise<BenchStore>)[] = [openSqlite, openRedisWithReplica];

async function openSqlite(): Promise<BenchStore> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-bench-'));
  const registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  const dispose = async () => {
    await registry.close();
    rmSync(directory, { recursive: true });
  };
  return { name: 'SQLite', registry, serverCpuUs: () => [], dispose };
}

async function openRedisWithReplica(): Promise<BenchStore> {
  const master = await startRedis();
  const replica = await startRedis({ lines: [...DURABLE, `replicaof 127.0.0.1 ${master.port}`] });
  const isOnline = async () => /state=online/.test(String(await master.admin.call('INFO', 'replication')));
  await waitUntil('the replica is online', isOnline, REPLICA_PATIENCE_MS);
  const registry = await openRegistry(`redis://127.0.0.1:${master.port}/0`, { access: 'write', acks: 1 });
  const dispose = async () => {
    await registry.close();
    await replica.stop();
    await master.stop();
  };
  return { name: 'Redis', registry, serverCpuUs: () => [master, replica].map(cpuUs), dispose };
}

function cpuUs({ pid }: RedisServer): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * US_PER_TICK;
}
