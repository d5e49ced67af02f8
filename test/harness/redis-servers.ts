import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

const START_TIMEOUT_MS = 20_000;
const ATTEMPTS = 5;

/** A `redis-server` of our own, in a directory of its own, until `stop`. */
export interface RedisServer {
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  readonly isRunning: boolean;
  /** A connection that the harness keeps; opened anew after `restart`. */
  readonly admin: Redis;
  /** Sends a signal: SIGKILL, SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the process with SIGKILL and waits for that; `restart` starts it again on its port and data. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends the process and removes its directory. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Lines of its redis.conf, besides port, directory and loopback. */
  readonly lines?: readonly string[];
  /** Lines that need its port or directory. */
  readonly linesFor?: (port: number, directory: string) => readonly string[];
  readonly mode?: 'server' | 'sentinel';
  /** Besides the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly login?: { readonly username: string; readonly password: string };
}

export const DURABLE: readonly string[] = ['appendonly yes', 'appendfsync always', 'save ""'];

/** Starts a server on a free loopback port. Rejects, with its log, when it does not come up: tests fail without one. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  let last: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = new LocalRedis(freePort(), options);
    try {
      await server.restart();
      return server;
    } catch (error) {
      last = error; // the port may have been taken between the look and the start
      await server.stop();
    }
  }
  throw last;
}

class LocalRedis implements RedisServer {
  readonly port: number;
  readonly directory = mkdtempSync(join(tmpdir(), 'nearhop-redis-'));
  readonly #options: RedisServerOptions;
  #child: Bun.Subprocess | undefined;
  #admin: Redis | undefined;

  constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.#options = options;
    const { lines = DURABLE, linesFor = () => [] } = options;
    const own = [`port ${port}`, 'bind 127.0.0.1', `dir ${this.directory}`, 'logfile ""', 'daemonize no'];
    writeFileSync(this.#conf, `${[...lines, ...linesFor(port, this.directory), ...own].join('\n')}\n`, { mode: 0o600 });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get admin(): Redis {
    if (this.#admin === undefined) throw new Error('The server is not running');
    return this.#admin;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    this.#admin?.disconnect();
    this.#admin = undefined;
    this.#child?.kill('SIGKILL');
    await this.#child?.exited;
    this.#child = undefined;
  }

  async restart(): Promise<void> {
    await this.kill();
    const args = ['redis-server', this.#conf, ...(this.#options.mode === 'sentinel' ? ['--sentinel'] : [])];
    const log = Bun.file(this.#log);
    const child = Bun.spawn(args, {
      stdin: 'ignore',
      stdout: log,
      stderr: log,
      env: { ...process.env, ...this.#options.env },
    });
    this.#child = child;
    const { login = {} } = this.#options;
    const admin = new Redis({
      host: '127.0.0.1',
      port: this.port,
      protocol: 2,
      disableClientInfo: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
      ...login,
    });
    admin.on('error', () => {});
    this.#admin = admin;
    const isUp = () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}:\n${this.#readLog()}`);
      return admin.status === 'ready';
    };
    await waitUntil('redis-server answers', isUp, START_TIMEOUT_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#readLog()}`);
    });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #conf(): string {
    return join(this.directory, 'redis.conf');
  }

  get #log(): string {
    return join(this.directory, 'log');
  }

  #readLog(): string {
    appendFileSync(this.#log, '');
    return readFileSync(this.#log, 'utf8').slice(-4_000);
  }
}
