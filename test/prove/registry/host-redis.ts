import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Network } from './network.ts';

export interface HostRedisOptions {
  readonly network: Network;
  readonly host: string;
  readonly port: number;
  readonly mode: 'server' | 'sentinel';
  readonly lines: readonly string[];
}

/** A redis-server or a Sentinel on a host of a test network, watched over a Unix socket, which no cut reaches. */
export class HostRedis {
  readonly host: string;
  readonly #options: HostRedisOptions;
  readonly #directory: string;
  #child: Bun.Subprocess | undefined;
  #admin: Redis | undefined;

  constructor(options: HostRedisOptions) {
    this.host = options.host;
    this.#options = options;
    this.#directory = join(options.network.directory, options.host);
    mkdirSync(this.#directory);
    const own = [`port ${options.port}`, `dir ${this.#directory}`, `unixsocket ${this.#socket}`, 'protected-mode no'];
    const lines = [...options.lines, ...own, 'logfile log', 'daemonize no'];
    writeFileSync(this.#conf, `${lines.join('\n')}\n`, { mode: 0o600 });
  }

  get admin(): Redis {
    if (this.#admin === undefined) throw new Error(`Redis on ${this.host} is not running`);
    return this.#admin;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  async start(): Promise<void> {
    const { network, host, mode } = this.#options;
    const args = ['redis-server', this.#conf, ...(mode === 'sentinel' ? ['--sentinel'] : [])];
    this.#child = Bun.spawn(network.command(host, args), { stdio: ['ignore', 'ignore', 'ignore'] });
    const admin = new Redis({
      path: this.#socket,
      protocol: 2,
      disableClientInfo: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    admin.on('error', () => {});
    this.#admin = admin;
    await waitUntil(`Redis on ${host} answers`, () => admin.status === 'ready', 20_000);
  }

  /** With SIGKILL; `start` begins again on what is on disk. */
  async kill(): Promise<void> {
    this.#admin?.disconnect();
    this.#admin = undefined;
    this.#child?.kill('SIGKILL');
    await this.#child?.exited;
    this.#child = undefined;
  }

  get #conf(): string {
    return join(this.#directory, 'redis.conf');
  }

  get #socket(): string {
    return join(this.#directory, 'socket');
  }
}
