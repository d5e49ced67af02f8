import type { Redis } from 'ioredis';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Deployment } from './failover-campaign.ts';
import { HostRedis } from './host-redis.ts';
import { Network } from './network.ts';

export const SERVERS = ['r1', 'r2', 'r3'] as const;
export const SENTINELS = ['s1', 's2', 's3'] as const;
export const CLIENT_HOSTS = ['c1', 'c2'] as const;

const SERVER_PORT = 6_379;
const SENTINEL_PORT = 26_379;
const QUORUM = 2;
const SETTLE_TIMEOUT_MS = 60_000;

/** Notices a dead peer in a second or three where a production server takes a minute: faults follow one another here. */
const SERVER_LINES = [
  'appendonly yes',
  'appendfsync always',
  'save ""',
  'repl-timeout 3',
  'repl-ping-replica-period 1',
  'repl-diskless-sync-delay 0',
  'repl-backlog-size 32mb',
];

/** Sentinels look at everything ten times as often, too: a master that has come back is made a replica in seconds. */
const HASTE = ['PING-PERIOD', '200', 'INFO-PERIOD', '1000', 'PUBLISH-PERIOD', '250'];

/** One master, two replicas and three Sentinels, each on a host of its own, and hosts for clients. */
export class SentinelDeployment implements Deployment {
  readonly clientHosts = CLIENT_HOSTS;
  readonly network = new Network([...SERVERS, ...SENTINELS, ...CLIENT_HOSTS]);
  readonly #servers = new Map<string, HostRedis>();
  readonly #sentinels: HostRedis[] = [];

  get store(): string {
    return `redis+sentinel://${SENTINELS.map((name) => `${this.network.address(name)}:${SENTINEL_PORT}`).join(',')}/main`;
  }

  command(clientHost: string, args: readonly string[]): string[] {
    return this.network.command(clientHost, args);
  }

  admin(server: string): Redis {
    return this.server(server).admin;
  }

  async start(): Promise<void> {
    const { network } = this;
    const first = network.address(SERVERS[0]);
    for (const host of SERVERS) {
      const follows = host === SERVERS[0] ? [] : [`replicaof ${first} ${SERVER_PORT}`];
      const lines = [...SERVER_LINES, ...follows];
      this.#servers.set(host, new HostRedis({ network, host, port: SERVER_PORT, mode: 'server', lines }));
    }
    const watch = [
      `sentinel monitor main ${first} ${SERVER_PORT} ${QUORUM}`,
      'sentinel down-after-milliseconds main 1000',
      'sentinel failover-timeout main 3000',
      'sentinel parallel-syncs main 2',
    ];
    for (const host of SENTINELS) {
      this.#sentinels.push(new HostRedis({ network, host, port: SENTINEL_PORT, mode: 'sentinel', lines: watch }));
    }
    for (const server of this.#servers.values()) await server.start();
    for (const sentinel of this.#sentinels) {
      await sentinel.start();
      await sentinel.admin.call('SENTINEL', 'DEBUG', ...HASTE);
    }
    await this.settled();
  }

  /** Waits until all Sentinels name one master, it has both replicas, and these have all it has; returns its host. */
  async settled(): Promise<string> {
    let master: string | undefined;
    const holds = async () => {
      master = await this.#agreedMaster();
      return master !== undefined;
    };
    await waitUntil('the deployment has settled', holds, SETTLE_TIMEOUT_MS);
    return master ?? '';
  }

  /** The master in the eyes of most Sentinels. */
  async master(): Promise<string | undefined> {
    const named = await Promise.all(this.#sentinels.map((sentinel) => this.#masterBy(sentinel)));
    return SERVERS.find((host) => named.filter((name) => name === host).length >= QUORUM);
  }

  server(host: string): HostRedis {
    const server = this.#servers.get(host);
    if (server === undefined) throw new Error(`There is no server "${host}"`);
    return server;
  }

  async stop(): Promise<void> {
    this.network.heal();
    for (const each of [...this.#sentinels, ...this.#servers.values()]) await each.kill();
    this.network.dispose();
  }

  async #agreedMaster(): Promise<string | undefined> {
    const states = await Promise.all(this.#sentinels.map((sentinel) => this.#seenBy(sentinel)));
    const [master] = states;
    if (master === undefined || states.some((state) => state !== master)) return undefined;
    if (!this.server(master).isRunning) return undefined;
    const replication = await this.server(master).admin.info('replication');
    const offset = /^master_repl_offset:(\d+)/m.exec(replication)?.[1];
    const replicas = [...replication.matchAll(/^slave\d+:ip=[^,]+,port=\d+,state=online,offset=(\d+),lag=[01]\r?$/gm)];
    if (!replication.startsWith('# Replication\r\nrole:master') || replicas.length !== 2) return undefined;
    // Writers go on meanwhile: near is near enough, the checks read the master.
    return replicas.every(([, at]) => Number(offset) - Number(at) < 100_000) ? master : undefined;
  }

  /** The master that a Sentinel names, when nothing is wrong in its eyes. */
  async #seenBy(sentinel: HostRedis): Promise<string | undefined> {
    const replicas = flags(await sentinel.admin.call('SENTINEL', 'REPLICAS', 'main'));
    const others = flags(await sentinel.admin.call('SENTINEL', 'SENTINELS', 'main'));
    const masters = flags(await sentinel.admin.call('SENTINEL', 'MASTERS'));
    const isWell = masters[0] === 'master' && replicas.length === 2 && others.length === 2;
    if (!isWell || replicas.some((each) => each !== 'slave') || others.some((each) => each !== 'sentinel'))
      return undefined;
    return this.#masterBy(sentinel);
  }

  async #masterBy(sentinel: HostRedis): Promise<string | undefined> {
    const place = (await sentinel.admin.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')) as [string, string] | null;
    return SERVERS.find((host) => this.network.address(host) === place?.[0]);
  }
}

/** The flags of each instance that a Sentinel tells of, such as "slave" or "slave,s_down". */
function flags(answer: unknown): string[] {
  return (answer as string[][]).map((fields) => fields[fields.indexOf('flags') + 1] ?? '');
}
