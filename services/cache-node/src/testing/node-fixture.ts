import type { Origin } from '@nearhop/contracts';
import { createLog } from '@nearhop/service-kit';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheNodeConfig } from '../config.ts';
import type { CacheNodeOverrides } from '../context.ts';
import { start, type RunningCacheNode } from '../start.ts';
import { ObjectOrigin } from './object-origin.ts';

/** As in earnest, but not as patient. */
const STOP_TIMES = { idleMs: 10, atMostMs: 5_000 };
const DRIVE_BYTES = 256 * 1_048_576;

/** A cache node that stands alone in a lab, with a real drive and a real origin, all in a folder of their own. */
export class NodeFixture implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'nearhop-node-'));
  readonly origin: ObjectOrigin;
  readonly #nodes: RunningCacheNode[] = [];

  private constructor(origin: ObjectOrigin) {
    this.origin = origin;
  }

  static async create(): Promise<NodeFixture> {
    return new NodeFixture(await ObjectOrigin.start());
  }

  async start(
    record: Partial<Origin> = {},
    changes: Partial<CacheNodeConfig> = {},
    overrides: CacheNodeOverrides = {},
  ): Promise<TestNode> {
    const drive = join(this.directory, 'drive');
    const originsFile = join(this.directory, 'origins.json');
    mkdirSync(drive, { recursive: true });
    this.allow([{ host: '127.0.0.1', scheme: 'http', port: this.origin.port, ...record }]);
    const config: CacheNodeConfig = {
      dataDir: join(this.directory, 'data'),
      logLevel: 'silent',
      privateNetworks: [],
      lab: true,
      listen: { host: '127.0.0.1', port: 0 },
      statusListen: { host: '127.0.0.1', port: 0 },
      opsListen: { host: '127.0.0.1', port: 0 },
      drives: [{ directory: drive, sizeBytes: DRIVE_BYTES }],
      controlUrl: null,
      originsFile,
      resolvers: null,
      parent: null,
      authoritiesFile: null,
      maxConnections: 10_000,
      maxConnectionsPerAddress: null,
      maxRequestsPerOrigin: 64,
      maxEgressBytesPerSecond: null,
      accessLog: null,
      statusToken: null,
      ...changes,
    };
    const log = createLog('cache-node', { level: 'silent' });
    const running = await start(config, { log, stopTimes: STOP_TIMES, ...overrides });
    this.#nodes.push(running);
    return new TestNode(running, this.origin.host);
  }

  /** Folders of its own for a second node. */
  apart(name: string): Pick<CacheNodeConfig, 'dataDir' | 'drives'> {
    const directory = join(this.directory, name);
    mkdirSync(directory);
    return { dataDir: directory, drives: [{ directory: join(directory, 'drive'), sizeBytes: DRIVE_BYTES }] };
  }

  allow(origins: readonly Origin[]): void {
    writeFileSync(join(this.directory, 'origins.json'), JSON.stringify(origins));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
    await this.origin[Symbol.asyncDispose]();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A node as a device sees it. */
export class TestNode {
  readonly running: RunningCacheNode;
  readonly #originHost: string;

  constructor(running: RunningCacheNode, originHost: string) {
    this.running = running;
    this.#originHost = originHost;
  }

  url(target: string): string {
    const separator = target.includes('?') ? '&' : '?';
    return `${this.running.endpoints.http}${target}${separator}cacheHostOrigin=${this.#originHost}`;
  }

  get(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    return fetch(this.url(target), { method, headers, redirect: 'manual', decompress: false } as RequestInit);
  }

  async text(target: string, headers: Record<string, string> = {}): Promise<string> {
    return (await this.get(target, headers)).text();
  }
}

/** `hit`, or why the node asked the origin: the last member of Cache-Status. */
export function cacheWord(response: Response): string {
  const own = (response.headers.get('Cache-Status') ?? '').split(', ').at(-1) ?? '';
  return /; (?:fwd=)?(?<word>[a-z-]+)/.exec(own)?.groups?.['word'] ?? own;
}
