import type { RedisOptions } from 'ioredis';
import { RegistryUnavailableError } from '../errors.ts';
import { findSlotMaster } from './cluster-master.ts';
import { connect } from './connect.ts';
import type { Link } from './link.ts';
import { loginOptions } from './login-options.ts';
import { messageOf } from './redis-failure.ts';
import { describeTarget, type RedisEndpoint, type RedisTarget, type SentinelTarget } from './redis-target.ts';
import { onFailover, type SilentSentinel } from './sentinel-watch.ts';

export interface OpenLinkOptions {
  /** How long connecting, and later each command, may stay without an answer. */
  readonly timeoutMs: number;
  /** Told of a Sentinel that is not heard any more, once for each time. */
  readonly onSilentSentinel: (silent: SilentSentinel) => void;
}

/** A connection to the server that writes now: the one there is, the Sentinels' master, or the master of our slot. */
export async function openLink(target: RedisTarget, options: OpenLinkOptions): Promise<Link> {
  try {
    const { timeoutMs } = options;
    const link = await connect(await optionsFor(target, timeoutMs), timeoutMs);
    // A master that was replaced ends the link at once, also where nothing is being said on it.
    if (target.kind === 'sentinel') link.whenClosed(onFailover(target, () => link.close(), options));
    return link;
  } catch (error) {
    throw new RegistryUnavailableError(`Cannot reach store "${describeTarget(target)}": ${messageOf(error)}`);
  }
}

async function optionsFor(target: RedisTarget, timeoutMs: number): Promise<RedisOptions> {
  const login = loginOptions(target, target.tls);
  if (target.kind === 'plain') return { ...login, ...first(target.endpoints), db: target.database };
  if (target.kind === 'sentinel') return { ...login, ...sentinelOptions(target, timeoutMs) };
  const ask = (endpoint: RedisEndpoint) => connect({ ...login, ...endpoint }, timeoutMs);
  return { ...login, ...(await findSlotMaster(target.endpoints, ask)) };
}

function sentinelOptions(target: SentinelTarget, timeoutMs: number): RedisOptions {
  const { username, password } = target.sentinel;
  return {
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    sentinels: target.endpoints.map((endpoint) => ({ ...endpoint })),
    name: target.master,
    sentinelRetryStrategy: () => null,
    sentinelCommandTimeout: timeoutMs,
  };
}

function first(endpoints: readonly RedisEndpoint[]): RedisEndpoint {
  return endpoints[0] as RedisEndpoint; // a target has at least one
}
