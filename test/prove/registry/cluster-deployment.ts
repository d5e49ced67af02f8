import type { Redis } from 'ioredis';
import { freePort } from '../../harness/free-port.ts';
import { DURABLE, startRedis, type RedisServer } from '../../harness/redis-servers.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Deployment } from './failover-campaign.ts';

const MASTERS = 3;
const SLOTS = 16_384;
const SETTLE_TIMEOUT_MS = 60_000;
/** Any key of ours: they share one hash tag. */
const SOME_KEY = '{nearhop}:registry:position';

/** Notices a dead master in a second or two where a production cluster takes 15. */
const LINES = [
  ...DURABLE,
  'cluster-enabled yes',
  'cluster-node-timeout 1500',
  'repl-diskless-sync-delay 0',
  'repl-ping-replica-period 1',
];

interface Member {
  readonly server: RedisServer;
  readonly id: string;
  readonly busPort: number;
}

/** A Redis Cluster of three masters with a replica each, on loopback. */
export class ClusterDeployment implements Deployment {
  readonly clientHosts = ['c1', 'c2'];
  readonly #members: Member[] = [];
  #slot = 0;

  get store(): string {
    return `redis+cluster://${this.#members.map(({ server }) => `127.0.0.1:${server.port}`).join(',')}`;
  }

  /** The slot of all our keys. */
  get slot(): number {
    return this.#slot;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  command(_clientHost: string, args: readonly string[]): string[] {
    return [...args];
  }

  async start(): Promise<void> {
    for (let index = 0; index < 2 * MASTERS; index++) {
      const busPort = freePort();
      const server = await startRedis({ lines: [...LINES, `cluster-port ${busPort}`] });
      this.#members.push({ server, busPort, id: await server.admin.cluster('MYID') });
    }
    const masters = this.#members.slice(0, MASTERS);
    for (const [index, { server }] of masters.entries()) {
      const [from, to] = [Math.ceil((index * SLOTS) / MASTERS), Math.ceil(((index + 1) * SLOTS) / MASTERS) - 1];
      await server.admin.cluster('ADDSLOTSRANGE', from, to);
    }
    const first = this.member(0).server.admin;
    this.#slot = await first.cluster('KEYSLOT', SOME_KEY);
    for (const { server, busPort } of this.#members.slice(1)) {
      await first.call('CLUSTER', 'MEET', '127.0.0.1', server.port, busPort);
    }
    for (const [index, { server }] of this.#members.slice(MASTERS).entries()) {
      const { id } = this.member(index);
      const knows = async () => ((await server.admin.cluster('NODES')) as string).includes(id);
      await waitUntil('the members know each other', knows, SETTLE_TIMEOUT_MS);
      await server.admin.cluster('REPLICATE', id);
    }
    await this.settled();
  }

  async stop(): Promise<void> {
    for (const { server } of this.#members) await server.stop();
  }

  /** Waits until all members agree, each master has its replica, and each replica what its master has. */
  async settled(): Promise<string> {
    let owner: Member | undefined;
    const holds = async () => (owner = await this.#agreedOwner()) !== undefined;
    await waitUntil('the cluster has settled', holds, SETTLE_TIMEOUT_MS);
    return owner?.id ?? '';
  }

  admin(id: string): Redis {
    return this.withId(id).server.admin;
  }

  withId(id: string): Member {
    const found = this.#members.find((member) => member.id === id);
    if (found === undefined) throw new Error(`The cluster has no member ${id}`);
    return found;
  }

  member(index: number): Member {
    return this.#members[index] as Member; // there are as many as were started
  }

  /** Ids of the masters as a member sees them. */
  async masters(): Promise<string[]> {
    return linesOf(await this.#nodesBy(this.member(0)))
      .filter(({ flags }) => flags.includes('master') && !flags.includes('fail'))
      .map(({ id }) => id);
  }

  /** Ids of a master's replicas. */
  async replicasOf(master: string): Promise<string[]> {
    return linesOf(await this.#nodesBy(this.withId(master))).flatMap(({ id, follows }) =>
      follows === master ? [id] : [],
    );
  }

  async #nodesBy({ server }: Member): Promise<string> {
    return (await server.admin.cluster('NODES')) as string;
  }

  async #agreedOwner(): Promise<Member | undefined> {
    const owners = await Promise.all(this.#members.map((member) => this.#ownerBy(member)));
    const [owner] = owners;
    if (owner === undefined || owners.some((other) => other !== owner)) return undefined;
    const member = this.withId(owner);
    const replication = await member.server.admin.info('replication');
    return /^slave0:.*state=online,.*lag=[01]\r?$/m.test(replication) ? member : undefined;
  }

  /** Whom a member takes for the master of our slot, when all is well in its eyes. */
  async #ownerBy(member: Member): Promise<string | undefined> {
    const { admin } = member.server;
    const info = await admin.cluster('INFO');
    if (!info.includes('cluster_state:ok')) return undefined;
    const nodes = linesOf(await this.#nodesBy(member));
    const masters = nodes.filter(({ flags }) => flags.includes('master'));
    const isWell =
      nodes.length === 2 * MASTERS && masters.length === MASTERS && nodes.every(({ flags }) => !flags.includes('fail'));
    if (!isWell) return undefined;
    return masters.find(({ slots }) => slots.some(([from, to]) => from <= this.#slot && this.#slot <= to))?.id;
  }
}

interface NodeLine {
  readonly id: string;
  readonly flags: string;
  readonly follows: string;
  readonly slots: readonly (readonly [from: number, to: number])[];
}

/** Reads the answer of CLUSTER NODES. */
function linesOf(answer: string): NodeLine[] {
  return answer
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', , flags = '', follows = '', , , , , ...slots] = line.split(' ');
      const ranges = slots.filter((text) => !text.startsWith('[')).map((text) => text.split('-').map(Number));
      return { id, flags, follows, slots: ranges.map(([from = 0, to = from]) => [from, to] as const) };
    });
}
