import { DURABLE, startRedis, type RedisServer } from './redis-servers.ts';
import { waitUntil } from './wait-until.ts';

const MASTER = 'nearhop';
const SENTINELS = 3;
const SETTLE_MS = 20_000;

/** A master, its replicas and three Sentinels, which replace a master that is silent for a second. */
export interface RedisSentinels {
  readonly sentinels: readonly RedisServer[];
  /** As `NEARHOP_STORE` names it. */
  readonly store: string;
  /** The server that the Sentinels call the master now, and another one. */
  master(): Promise<RedisServer>;
  replica(): Promise<RedisServer>;
  /** Waits until the master has all replicas following it. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSentinels({ replicas = 1 } = {}): Promise<RedisSentinels> {
  const lines = [...DURABLE, 'repl-diskless-sync-delay 0', 'repl-ping-replica-period 1'];
  const first = await startRedis({ lines });
  const followers = Array.from({ length: replicas }, () =>
    startRedis({ lines: [...lines, `replicaof 127.0.0.1 ${first.port}`] }),
  );
  const watch = [
    `sentinel monitor ${MASTER} 127.0.0.1 ${first.port} 2`,
    `sentinel down-after-milliseconds ${MASTER} 1000`,
    `sentinel failover-timeout ${MASTER} 3000`,
  ];
  const sentinels = await Promise.all(
    Array.from({ length: SENTINELS }, () => startRedis({ mode: 'sentinel', lines: watch })),
  );
  const servers = [first, ...(await Promise.all(followers))];

  async function master(): Promise<RedisServer> {
    const [sentinel] = sentinels;
    const [, port] = ((await sentinel?.admin.call('SENTINEL', 'get-master-addr-by-name', MASTER)) ?? []) as string[];
    const found = servers.find((server) => server.port === Number(port));
    if (found === undefined) throw new Error(`The Sentinels name a master on port ${port}, which is none of ours`);
    return found;
  }

  async function replica(): Promise<RedisServer> {
    const current = await master();
    return servers.find((server) => server !== current) ?? current;
  }

  async function isSettled(): Promise<boolean> {
    const replication = await (await master()).admin.info('replication');
    return /role:master/.test(replication) && replication.match(/^slave\d+:.*state=online/gm)?.length === replicas;
  }

  async function isWatched(sentinel: RedisServer): Promise<boolean> {
    const info = await sentinel.admin.info('sentinel');
    return info.includes(`status=ok,address=127.0.0.1:`) && info.includes(`slaves=${replicas},sentinels=${SENTINELS}`);
  }

  const settled = async () => void (await waitUntil('master and replicas are connected', isSettled, SETTLE_MS));
  await settled();
  for (const sentinel of sentinels)
    await waitUntil('the Sentinels know each other', () => isWatched(sentinel), SETTLE_MS);
  return {
    sentinels,
    store: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${MASTER}`,
    master,
    replica,
    settled,
    stop: async () => void (await Promise.all([...sentinels, ...servers].map((server) => server.stop()))),
  };
}
