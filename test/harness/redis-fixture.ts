import { openRegistry, type Registry } from '@nearhop/registry';
import type { FreshRegistry } from '@nearhop/registry/contract-suite';
import { startRedis, type RedisServer } from './redis-servers.ts';

const DATABASES = 16;

/** One server for all tests of a file; each test gets a logical database that was emptied. */
export class RedisFixture {
  #server: RedisServer | undefined;
  #used = 0;

  async start(): Promise<void> {
    this.#server = await startRedis();
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get server(): RedisServer {
    if (this.#server === undefined) throw new Error('The server is not running');
    return this.#server;
  }

  /** The name of a store that is empty. */
  async freshStore(): Promise<string> {
    const database = this.#used++ % DATABASES;
    await this.server.admin.select(database);
    await this.server.admin.flushdb();
    return `redis://127.0.0.1:${this.server.port}/${database}`;
  }

  readonly openFresh = async (): Promise<FreshRegistry> => {
    const store = await this.freshStore();
    return freshIn(store);
  };
}

/** A registry in an empty store, with everything that is opened closed at the end. */
export async function freshIn(store: string): Promise<FreshRegistry> {
  const open: Registry[] = [];
  const reopen = async (access: 'write' | 'follow') => {
    const registry = await openRegistry(store, { access });
    open.push(registry);
    return registry;
  };
  const registry = await reopen('write');
  const dispose = async () => void (await Promise.all(open.map((each) => each.close())));
  return { store, registry, reopen, dispose };
}
