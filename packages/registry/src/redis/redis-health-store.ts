import { MAX_NODE_NUMBER, NO_VECTOR, type HealthVector } from '@nearhop/contracts';
import type { HealthStore } from '../registry.ts';
import { HEARTBEATS, leaseKey, OPINIONS, VECTOR } from './keys.ts';
import type { LinkHolder } from './link-holder.ts';
import type { Link } from './link.ts';
import { readPosition } from './position-hash.ts';
import { garbage } from './redis-failure.ts';
import type { RedisStore } from './redis-store.ts';
import { SCRIPTS } from './scripts.ts';
import { readVector, watchVectors } from './watch-vectors.ts';

const MOST_BYTES = MAX_NODE_NUMBER + 1;

/**
 * Health over a link of its own, so that it does not wait behind large commits. Nothing is waited for: what a failover loses is
 * published again within a second, under a higher number.
 */
export class RedisHealthStore implements HealthStore {
  readonly #store: RedisStore;
  readonly #links: LinkHolder;

  constructor({ store, links }: { readonly store: RedisStore; readonly links: LinkHolder }) {
    this.#store = store;
    this.#links = links;
  }

  publishVector(entries: Uint8Array, publishedAtMs: number): Promise<HealthVector> {
    return this.#use(async (link) => {
      const publish = (first: string | number) =>
        SCRIPTS.publishVector.run(link, [VECTOR], [Buffer.from(entries), publishedAtMs, first]);
      const number = Number((await publish('')) || (await publish(await firstNumber(link))));
      return { number, entries: entries.slice(), publishedAtMs };
    });
  }

  async vector(): Promise<HealthVector> {
    return (await this.#use(readVector)) ?? NO_VECTOR;
  }

  vectors(signal: AbortSignal): AsyncIterable<HealthVector> {
    return watchVectors(this.#store, signal);
  }

  async putOpinions(monitor: string, opinions: Uint8Array, atMs: number): Promise<void> {
    await this.#use((link) => link.call('HSET', OPINIONS, monitor, dated(opinions, atMs)));
  }

  opinions(): Promise<readonly { monitor: string; opinions: Uint8Array; atMs: number }[]> {
    return this.#use(async (link) => {
      const found = (await link.callBytes('HGETALL', OPINIONS)) as Buffer[];
      return Array.from({ length: found.length / 2 }, (_, index) => {
        const { bytes, atMs } = readDated(found[index * 2 + 1], 'an opinion');
        return { monitor: String(found[index * 2]), opinions: bytes, atMs };
      });
    });
  }

  async putHeartbeats(ages: Uint8Array, atMs: number): Promise<void> {
    await this.#use((link) => link.call('SET', HEARTBEATS, dated(ages, atMs)));
  }

  heartbeats(): Promise<{ ages: Uint8Array; atMs: number } | undefined> {
    return this.#use(async (link) => {
      const found = (await link.callBytes('GET', HEARTBEATS)) as Buffer | null;
      if (found === null) return undefined;
      const { bytes, atMs } = readDated(found, 'the heartbeats');
      return { ages: bytes, atMs };
    });
  }

  /** By the server's clock. */
  async acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    if (!Number.isInteger(ttlMs) || ttlMs < 1) {
      throw new RangeError(`Cannot acquire lease "${name}": ttlMs must be an integer of at least 1: received ${ttlMs}`);
    }
    return (await this.#use((link) => SCRIPTS.acquireLease.run(link, [leaseKey(name)], [holder, ttlMs]))) === 1;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    await this.#use((link) => SCRIPTS.releaseLease.run(link, [leaseKey(name)], [holder]));
  }

  async #use<T>(work: (link: Link) => Promise<T>): Promise<T> {
    return this.#store.using(() => this.#links.get(), work);
  }
}

/**
 * Where health numbers begin. A registry with revisions may have published before it was flushed, at far less than one vector a
 * millisecond, so the milliseconds since 1970 are above every number that was ever used.
 */
async function firstNumber(link: Link): Promise<number> {
  const { revision } = await readPosition(link);
  return revision === 0 ? 1 : Date.now();
}

/** `<ms since the epoch> <bytes>`. */
function dated(bytes: Uint8Array, atMs: number): Buffer {
  return Buffer.concat([Buffer.from(`${atMs} `), bytes]);
}

function readDated(value: Buffer | undefined, what: string): { bytes: Uint8Array; atMs: number } {
  const blank = value?.indexOf(' ') ?? -1;
  const atMs = Number(value?.subarray(0, Math.max(blank, 0)));
  if (value === undefined || blank < 1 || !Number.isFinite(atMs) || value.length - blank - 1 > MOST_BYTES)
    throw garbage(what);
  return { bytes: new Uint8Array(value.subarray(blank + 1)), atMs };
}
