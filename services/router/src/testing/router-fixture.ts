import { claimId, type CacheNode, type ClaimState, type Origin } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import { openRegistry, type RecordWrite, type Registry } from '@nearhop/registry';
import { createLog } from '@nearhop/service-kit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RouterConfig } from '../config.ts';
import type { RouterOverrides } from '../context.ts';
import { start, type RunningRouter } from '../start.ts';

/** As in earnest, but not as patient. */
const DRAIN_TIMES = { quietMs: 50, farewellMs: 500, idleMs: 50, atMostMs: 5_000 };
const AT = '2026-11-22T12:00:00.000Z';

/** A router over a real SQLite registry, both in a folder of their own. */
export class RouterFixture implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'nearhop-router-'));
  readonly storePath = join(this.directory, 'registry.db');
  readonly #routers: RunningRouter[] = [];
  #registry: Registry | undefined;

  async registry(): Promise<Registry> {
    this.#registry ??= await openRegistry(`sqlite:${this.storePath}`, { access: 'write' });
    return this.#registry;
  }

  /** Commits in one revision; returns its number. */
  async commit(...writes: readonly RecordWrite[]): Promise<number> {
    const registry = await this.registry();
    const outcome = await registry.commit({ writes, by: 'local:test@here', why: null, at: AT }, []);
    if (outcome.kind !== 'committed') throw new Error(`Cannot commit: ${JSON.stringify(outcome)}`);
    return outcome.position.revision;
  }

  /** What most tests ask about: two customers, an origin, Seattle-1 with 127.0.1.0/24 and 81.2.0.0/16, Tacoma-1 nested around it. */
  seed(): Promise<number> {
    return this.commit(
      customer('contoso'),
      origin({ host: 'download.example.com', scheme: 'http', port: 80 }),
      origin({ host: '*.cdn.example.net', scheme: 'https', port: 8443 }),
      node(0, 'Seattle-1', { ipv4: { address: '127.0.0.10', port: 80 } }),
      node(1, 'Tacoma-1', { ipv4: { address: '127.0.0.11', port: 8090 }, ipv6: { address: 'fd00::11', port: 80 } }),
      claim(0, '127.0.1.0/24'),
      claim(0, '81.2.3.0/24'),
      claim(1, '81.2.0.0/16'),
      claim(1, 'fd00:1::/32'),
      claim(1, '82.0.0.0/16', 'in-review'),
    );
  }

  config(changes: Partial<RouterConfig> = {}): RouterConfig {
    return {
      store: `sqlite:${this.storePath}`,
      dataDir: join(this.directory, 'data'),
      logLevel: 'silent',
      privateNetworks: [],
      lab: true,
      listen: { host: '127.0.0.1', port: 0 },
      opsListen: { host: '127.0.0.1', port: 0 },
      trustedProxies: [Prefix.parse('127.0.0.1/32')],
      workers: 1,
      ttlSeconds: 300,
      maxConnections: 10_000,
      maxConnectionsPerAddress: null,
      tls: null,
      overridesFile: null,
      controlUrl: null,
      ...changes,
    };
  }

  async start(changes: Partial<RouterConfig> = {}, overrides: RouterOverrides = {}): Promise<RunningRouter> {
    const log = createLog('router', { level: 'silent' });
    const router = await start(this.config(changes), { log, drainTimes: DRAIN_TIMES, ...overrides });
    this.#routers.push(router);
    return router;
  }

  async closeRegistry(): Promise<void> {
    await this.#registry?.close();
    this.#registry = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#routers.map((router) => router.stop()));
    await this.closeRegistry();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Asks as the client of that address, by way of a proxy that the fixture trusts. */
export function ask(router: RunningRouter, client: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${router.endpoints.http}/v1/route`, { headers: { 'X-Forwarded-For': client, ...headers } });
}

export async function answer(router: RunningRouter, client: string): Promise<Record<string, unknown>> {
  return (await (await ask(router, client)).json()) as Record<string, unknown>;
}

/** Waits until `holds`, looking again and again. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await Bun.sleep(5);
}

export function customer(id: string): RecordWrite {
  return { kind: 'customer', id, value: { id, name: id, asns: [] } };
}

export function origin(value: Origin): RecordWrite {
  return { kind: 'origin', id: value.host, value };
}

export function nodeId(number: number): string {
  return `n_${String(number).padStart(16, '0')}`;
}

export function node(
  number: number,
  name: string,
  servers: CacheNode['servers'],
  changes: Partial<CacheNode> = {},
): RecordWrite<'node'> {
  const id = nodeId(number);
  return {
    kind: 'node',
    id,
    value: {
      id,
      number,
      customer: 'contoso',
      name,
      servers,
      enabled: true,
      activated: true,
      labels: {},
      admin: { state: 'auto' },
      createdAt: AT,
      ...changes,
    },
  };
}

export function claim(number: number, prefix: string, state: ClaimState = 'valid'): RecordWrite<'claim'> {
  const value = { node: nodeId(number), customer: 'contoso', prefix, state, shared: false };
  return { kind: 'claim', id: claimId(value), value };
}
