import { Redis, type RedisOptions } from 'ioredis';
import { Link } from './link.ts';

/** `timeoutMs`: how long connecting, and later each command, may stay without an answer. Rejects with what stood in the way. */
export async function connect(options: RedisOptions, timeoutMs: number): Promise<Link> {
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
