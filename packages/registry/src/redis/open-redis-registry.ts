import { randomBytes } from 'node:crypto';
import { RegistryUnavailableError } from '../errors.ts';
import { EMPTY_DIGEST, firstChain } from '../record-hash.ts';
import { insistOnDurability } from './durability.ts';
import { POSITION } from './keys.ts';
import { countKnownReplicas } from './known-replicas.ts';
import type { Link } from './link.ts';
import { FORMAT, otherFormat, readPosition } from './position-hash.ts';
import { RedisRegistry } from './redis-registry.ts';
import { RedisStore } from './redis-store.ts';
import { parseRedisTarget } from './redis-target.ts';
import { RequiredAcks } from './required-acks.ts';
import { SCRIPTS } from './scripts.ts';
import type { SilentSentinel } from './sentinel-watch.ts';

/** The part of a logger that is used here; pino's loggers fit. */
export interface RedisLog {
  warn(fields: object, text: string): void;
}

export interface OpenRedisOptions {
  readonly access: 'write' | 'follow';
  /** A server without append-only file will do. */
  readonly lab: boolean;
  /** How many replicas must have a commit; unset for 0 on a plain server, all there are, at least 1, with Sentinel or Cluster. */
  readonly acks: number | undefined;
  readonly log?: RedisLog;
  /** How long a server may stay silent before it counts as gone; unset for 5 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/** Opens the registry in a Redis; `write` makes it when there is none. */
export async function openRedisRegistry(
  text: string,
  { access, lab, acks: said, log, timeoutMs = TIMEOUT_MS }: OpenRedisOptions,
): Promise<RedisRegistry> {
  const target = parseRedisTarget(text);
  const onSilentSentinel = ({ sentinel, reason }: SilentSentinel) => {
    const place = `${sentinel.host}:${sentinel.port}`;
    log?.warn({ code: 'sentinel-silent', sentinel: place }, `Cannot hear Sentinel ${place}: ${reason}`);
  };
  const store = new RedisStore(target, { timeoutMs, onSilentSentinel });
  const acks = new RequiredAcks(target.kind === 'plain' ? (said ?? 0) : said);
  const openWriter = async () => {
    const link = await store.open();
    try {
      if (!lab) await insistOnDurability(link, { store: store.name, mayAsk: target.username === undefined });
      if (acks.isCounted) acks.begin(await countKnownReplicas(target, link, timeoutMs));
      return link;
    } catch (error) {
      link.close();
      throw store.explain(error); // the master may have gone meanwhile
    }
  };
  try {
    const lineage = access === 'write' ? await makeWhenAbsent(store, openWriter) : await lineageOf(store);
    return new RedisRegistry({ access, lineage }, { store, openWriter, acks });
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Nobody knows a lineage before somebody committed to it, so making one is not waited for: the first commit is. */
async function makeWhenAbsent(store: RedisStore, openWriter: () => Promise<Link>): Promise<string> {
  return store.using(openWriter, async (link) => {
    const lineage = randomBytes(16).toString('hex');
    const there = await SCRIPTS.create.run(link, [POSITION], [lineage, firstChain(lineage), EMPTY_DIGEST, FORMAT]);
    link.close();
    if (Array.isArray(there)) throw otherFormat(there[0]);
    if (typeof there !== 'string')
      throw new RegistryUnavailableError(`Cannot open registry in "${store.name}": its position is garbage`);
    return there;
  });
}

async function lineageOf(store: RedisStore): Promise<string> {
  return (await store.read(readPosition)).lineage;
}
