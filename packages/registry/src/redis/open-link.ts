import { Redis, type RedisOptions } from 'ioredis';
import { RegistryUnavailableError } from '../errors.ts';
import { findSlotMaster } from './cluster-master.ts';
import { Link } from './link.ts';
import { messageOf } from './redis-failure.ts';
import { describeTarget, type RedisEndpoint, type RedisTarget } from './redis-target.ts';

/**
 * A connection to the server that writes now: the one there is, the Sentinels' master, or the master of our slot. `timeoutMs`: how long
 * connecting, and later each command, may stay without an answer.
 */
export async function openLink(target: RedisTarget, timeoutMs: number): Promise<Link> {
  try {
    return await connect(await optionsFor(target, timeoutMs), timeoutMs);
  } catch (error) {
    throw new RegistryUnavailableError(`Cannot reach store "${describeTarget(target)}": ${messageOf(error)}`);
  }
}

async function optionsFor(target: RedisTarget, timeoutMs: number): Promise<RedisOptions> {
  const common = {
    ...(target.tls && { tls: {} }),
    ...(target.username !== undefined && { username: target.username }),
    ...(target.password !== undefined && { password: target.password }),
  };
  if (target.kind === 'plain') return { ...common, ...first(target.endpoints), db: target.database };
  if (target.kind === 'sentinel') return { ...common, ...sentinelOptions(target, timeoutMs) };
  const ask = (endpoint: RedisEndpoint) => connect({ ...common, ...endpoint }, timeoutMs);
  return { ...common, ...(await findSlotMaster(target.endpoints, ask)) };
}

function sentinelOptions(target: RedisTarget & { kind: 'sentinel' }, timeoutMs: number): RedisOptions {
  const { username, password } = target.sentinel;
  return {
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    sentinels: target.endpoints.map((endpoint) => ({ ...endpoint })),
    name: target.master,
    sentinelRetryStrategy: () => null,
    sentinelCommandTimeout: timeoutMs,
    // A master that was replaced ends the link at once, also where nothing is being said on it.
    failoverDetector: true,
    sentinelReconnectStrategy: () => 1_000,
  };
}

async function connect(options: RedisOptions, timeoutMs: number): Promise<Link> {
  const settings: RedisOptions = {
    connectTimeout: timeoutMs,
    ...options,
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    // A link ends with its connection: see link.ts.
    retryStrategy: () => null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    // A server that says nothing does not answer the end of a connection either.
    disconnectTimeout: 100,
    // A master that became a replica is no use to anyone who writes; `true` ends the link, as nothing reconnects.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  const redis = new Redis(settings as RedisOptions & { replyMapping?: 'legacy' });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason ??= error));
  // A server that loads its data answers the ready check only when it is done.
  const timer = setTimeout(() => {
    reason ??= new Error('it was not ready in time (is it loading its data?)');
    redis.disconnect();
  }, timeoutMs);
  try {
    await redis.connect();
    return new Link(redis);
  } catch (error) {
    redis.disconnect();
    throw reason ?? error;
  } finally {
    clearTimeout(timer);
  }
}

function first(endpoints: readonly RedisEndpoint[]): RedisEndpoint {
  return endpoints[0] as RedisEndpoint; // a target has at least one
}
