import { POSITION } from './keys.ts';
import type { Link } from './link.ts';
import type { RedisEndpoint } from './redis-target.ts';

type SlotRange = [
  from: number,
  to: number,
  master: [host: string, port: number, ...rest: unknown[]],
  ...replicas: unknown[],
];

/**
 * The master of the one slot that all keys share, as the first node that answers tells. A connection of our own to just that server is
 * what a checked WAIT needs: ioredis' Cluster sends WAIT to a random master.
 */
export async function findSlotMaster(
  seeds: readonly RedisEndpoint[],
  connect: (seed: RedisEndpoint) => Promise<Link>,
): Promise<RedisEndpoint> {
  let last: unknown;
  for (const seed of seeds) {
    let link: Link | undefined;
    try {
      link = await connect(seed);
      const slot = (await link.call('CLUSTER', 'KEYSLOT', POSITION)) as number;
      const ranges = (await link.call('CLUSTER', 'SLOTS')) as SlotRange[];
      const range = ranges.find(([from, to]) => from <= slot && slot <= to);
      if (range === undefined) throw new Error('the cluster has no master for our slot');
      const [host, port] = range[2];
      return { host: host === '' ? seed.host : host, port };
    } catch (error) {
      last = error;
    } finally {
      link?.close();
    }
  }
  throw last;
}
