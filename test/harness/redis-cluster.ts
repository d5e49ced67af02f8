import { freePort } from './free-port.ts';
import { DURABLE, startRedis, type RedisServer } from './redis-servers.ts';
import { waitUntil } from './wait-until.ts';

const MASTERS = 3;
const SLOTS = 16_384;
const SETTLE_MS = 20_000;
/** Where everything of the registry is. */
const TAG = '{nearhop}';

/** Three masters with a replica each on loopback, which replace a master that is silent for a second. */
export interface RedisCluster {
  readonly servers: readonly RedisServer[];
  /** As `NEARHOP_STORE` names it. */
  readonly store: string;
  /** The master of the registry's slot, and its replica, as the others see it. */
  master(): Promise<RedisServer>;
  replica(): Promise<RedisServer>;
  /** Moves the registry's slot to another master, key by key, and returns that one. */
  reshard(): Promise<RedisServer>;
  /** Waits until every running server sees the whole cluster, and the registry's master has its replica. */
  settled(): Promise<void>;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

type Node = readonly [host: string, port: number, id: string];
type SlotRange = readonly [from: number, to: number, ...nodes: Node[]];

export async function startCluster(): Promise<RedisCluster> {
  const linesFor = () => [
    'cluster-enabled yes',
    'cluster-node-timeout 1000',
    `cluster-port ${freePort()}`,
    'repl-diskless-sync-delay 0',
  ];
  const servers = await Promise.all(
    Array.from({ length: MASTERS * 2 }, () => startRedis({ lines: DURABLE, linesFor })),
  );
  await join(servers);
  const slot = Number(await one(servers).admin.call('CLUSTER', 'KEYSLOT', TAG));

  async function nodes(): Promise<readonly Node[]> {
    const up = servers.find((server) => server.isRunning);
    const ranges = (await up?.admin.call('CLUSTER', 'SLOTS')) as SlotRange[];
    const [, , ...found] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [0, 0];
    return found;
  }
  const byPort = (port: number | undefined) => {
    const found = servers.find((server) => server.port === port);
    if (found === undefined) throw new Error(`No server of ours has port ${port}`);
    return found;
  };
  const master = async () => byPort((await nodes())[0]?.[1]);
  const replica = async () => byPort((await nodes())[1]?.[1]);

  async function isSettled(): Promise<boolean> {
    const running = servers.filter((server) => server.isRunning);
    const states = await Promise.all(running.map((server) => server.admin.call('CLUSTER', 'INFO')));
    if (!states.every((state) => String(state).includes('cluster_state:ok'))) return false;
    return (await nodes()).length > 1 && /slave0:.*state=online/.test(await (await master()).admin.info('replication'));
  }

  async function reshard(): Promise<RedisServer> {
    const from = await master();
    const fromId = String(await from.admin.call('CLUSTER', 'MYID'));
    const others = ((await from.admin.call('CLUSTER', 'SLOTS')) as SlotRange[]).map(([, , first]) =>
      byPort(first?.[1]),
    );
    const to = others.find((server) => server !== from) ?? from;
    const toId = String(await to.admin.call('CLUSTER', 'MYID'));
    await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
    await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
    for (;;) {
      const keys = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 4)) as string[];
      if (keys.length === 0) break;
      await from.admin.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys);
    }
    await to.admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
    await from.admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
    return to;
  }

  const settled = async () => void (await waitUntil('the cluster is whole', isSettled, SETTLE_MS));
  await settled();
  return {
    servers,
    store: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    master,
    replica,
    reshard,
    settled,
    flush: async () => void (await (await master()).admin.flushall()),
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}

async function join(servers: readonly RedisServer[]): Promise<void> {
  const masters = servers.slice(0, MASTERS);
  for (const [index, server] of servers.entries()) await server.admin.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  const share = Math.ceil(SLOTS / MASTERS);
  for (const [index, server] of masters.entries()) {
    await server.admin.call('CLUSTER', 'ADDSLOTSRANGE', index * share, Math.min((index + 1) * share, SLOTS) - 1);
  }
  for (const server of servers.slice(1)) {
    const [busPort] = ((await server.admin.call('CONFIG', 'GET', 'cluster-port')) as string[]).slice(1);
    await one(servers).admin.call('CLUSTER', 'MEET', '127.0.0.1', server.port, String(busPort));
  }
  const knowsAll = async (server: RedisServer) =>
    String(await server.admin.call('CLUSTER', 'INFO')).includes(`cluster_known_nodes:${servers.length}`);
  for (const server of servers) await waitUntil('the nodes have met', () => knowsAll(server), SETTLE_MS);
  for (const [index, master] of masters.entries()) {
    const id = String(await master.admin.call('CLUSTER', 'MYID'));
    await servers[MASTERS + index]?.admin.call('CLUSTER', 'REPLICATE', id);
  }
}

function one(servers: readonly RedisServer[]): RedisServer {
  return servers[0] as RedisServer; // a cluster has servers
}
