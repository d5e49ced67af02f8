import { openRedisRegistry, type RedisLog } from './redis/open-redis-registry.ts';
import { namesRedis } from './redis/redis-target.ts';
import type { RestorableRegistry } from './backup/restorable-registry.ts';
import { openSqliteRegistry } from './sqlite/open-sqlite-registry.ts';

const SQLITE = 'sqlite:';

export interface OpenRegistryOptions {
  readonly access: 'write' | 'follow';
  /** Redis without append-only file will do: demonstrations and tests. */
  readonly lab?: boolean;
  /**
   * How many Redis replicas must have a commit before it is acknowledged; unset for 0 on a plain server, all there are, at least 1, with
   * Sentinel or Cluster.
   */
  readonly acks?: number;
  /** Told of a Sentinel that is not heard any more. */
  readonly log?: RedisLog;
}

/**
 * Opens the registry that `NEARHOP_STORE` names: `sqlite:<path>`, `redis://…`, `rediss://…`, `redis+sentinel://…` or `redis+cluster://…`
 * (redis-target.ts). With `write` a store that is not there is made; with `follow` nothing ever is, and records can only be read.
 * Rejects with RegistryUnavailableError when the store cannot be opened, RangeError when the text names none.
 */
export async function openRegistry(store: string, options: OpenRegistryOptions): Promise<RestorableRegistry> {
  const { access, lab = false, acks, log } = options;
  if (namesRedis(store)) return openRedisRegistry(store, { access, lab, acks, ...(log !== undefined && { log }) });
  const path = store.startsWith(SQLITE) ? store.slice(SQLITE.length) : '';
  if (path === '' || path.startsWith(':') || path.startsWith('file:')) {
    throw new RangeError(
      `Cannot open registry "${store}": write sqlite:<path>, such as "sqlite:data/registry.db", or redis://host:port`,
    );
  }
  return openSqliteRegistry(path, access);
}
