import { RegistryUnavailableError } from '../errors.ts';
import { connect } from './connect.ts';
import type { Link } from './link.ts';
import { loginOptions } from './login-options.ts';
import { messageOf } from './redis-failure.ts';
import type { RedisEndpoint, RedisTarget, SentinelTarget } from './redis-target.ts';

/**
 * How many replicas of the link's master the deployment knows of, those that are down or cut off included: any of them may be promoted
 * one day. The master itself would not do: it forgets a replica that it has not heard for a minute. Rejects with RegistryUnavailableError.
 */
export async function countKnownReplicas(target: RedisTarget, link: Link, timeoutMs: number): Promise<number> {
  try {
    if (target.kind === 'sentinel') return await countBySentinel(target, timeoutMs);
    const id = String(await link.call('CLUSTER', 'MYID'));
    return lengthOf(await link.call('CLUSTER', 'REPLICAS', id));
  } catch (error) {
    throw new RegistryUnavailableError(
      `Cannot tell how many replicas may be promoted: ${messageOf(error)}: allow it, or say with NEARHOP_STORE_ACKS how many must have each commit`,
    );
  }
}

/** The first answer counts: a Sentinel forgets no replica until it is told to, and a silent one must hold up nobody. */
async function countBySentinel(target: SentinelTarget, timeoutMs: number): Promise<number> {
  try {
    return await Promise.any(target.endpoints.map((sentinel) => ask(target, sentinel, timeoutMs)));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

async function ask(target: SentinelTarget, sentinel: RedisEndpoint, timeoutMs: number): Promise<number> {
  const link = await connect({ ...loginOptions(target.sentinel, target.tls), ...sentinel }, timeoutMs);
  try {
    return lengthOf(await link.call('SENTINEL', 'REPLICAS', target.master));
  } finally {
    link.close();
  }
}

function lengthOf(answer: unknown): number {
  return (answer as readonly unknown[]).length;
}
