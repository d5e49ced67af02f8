import { randomBytes } from 'node:crypto';
import { RegistryUnavailableError } from '../errors.ts';
import { EMPTY_DIGEST, firstChain } from '../record-hash.ts';
import { insistOnDurability } from './durability.ts';
import { POSITION } from './keys.ts';
import type { Link } from './link.ts';
import { readPosition } from './position-hash.ts';
import { RedisRegistry } from './redis-registry.ts';
import { RedisStore } from './redis-store.ts';
import { parseRedisTarget, type RedisTarget } from './redis-target.ts';
import { SCRIPTS } from './scripts.ts';

export interface OpenRedisOptions {
  readonly access: 'write' | 'follow';
  /** A server without append-only file will do. */
  readonly lab: boolean;
  /** How many replicas must have a commit; unset for 0 on a plain server, 1 with Sentinel or Cluster. */
  readonly acks: number | undefined;
  /** How long a server may stay silent before it counts as gone; unset for 5 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/** Opens the registry in a Redis; `write` makes it when there is none. */
export async function openRedisRegistry(
  text: string,
  { access, lab, acks, timeoutMs = TIMEOUT_MS }: OpenRedisOptions,
): Promise<RedisRegistry> {
  const target = parseRedisTarget(text);
  const store = new RedisStore(target, { timeoutMs });
  const openWriter = async () => {
    const link = await store.open();
    if (lab) return link;
    try {
      await insistOnDurability(link, { store: store.name, mayAsk: target.username === undefined });
      return link;
    } catch (error) {
      link.close();
      throw store.explain(error); // the master may have gone meanwhile
    }
  };
  try {
    const lineage = access === 'write' ? await makeWhenAbsent(store, openWriter) : await lineageOf(store);
    return new RedisRegistry({ access, lineage, acks: acks ?? defaultAcks(target) }, { store, openWriter });
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Nobody knows a lineage before somebody committed to it, so making one is not waited for: the first commit is. */
async function makeWhenAbsent(store: RedisStore, openWriter: () => Promise<Link>): Promise<string> {
  return store.using(openWriter, async (link) => {
    const lineage = randomBytes(16).toString('hex');
    const there = await SCRIPTS.create.run(link, [POSITION], [lineage, firstChain(lineage), EMPTY_DIGEST]);
    link.close();
    if (typeof there !== 'string')
      throw new RegistryUnavailableError(`Cannot open registry in "${store.name}": its position is garbage`);
    return there;
  });
}

async function lineageOf(store: RedisStore): Promise<string> {
  return (await store.read(readPosition)).lineage;
}

function defaultAcks(target: RedisTarget): number {
  return target.kind === 'plain' ? 0 : 1;
}
