import { Redis } from 'ioredis';
import { loginOptions } from './login-options.ts';
import { messageOf } from './redis-failure.ts';
import type { RedisEndpoint, SentinelTarget } from './redis-target.ts';

const RECONNECT_MS = 1_000;
const CHANNEL = '+switch-master';

export interface SilentSentinel {
  readonly sentinel: RedisEndpoint;
  readonly reason: string;
}

interface WatchOptions {
  /** How long connecting may take. */
  readonly timeoutMs: number;
  readonly onSilentSentinel: (silent: SilentSentinel) => void;
}

/**
 * Listens to every Sentinel for the master being replaced, until what is returned is called. One that is not heard is tried again each
 * second: the others tell of the same, and where none does, the next link cannot be opened.
 */
export function onFailover(target: SentinelTarget, replaced: () => void, options: WatchOptions): () => void {
  const clients = target.endpoints.map((sentinel) => {
    const client = listen(target, sentinel, options);
    client.on('message', (_channel: string, text: string) => {
      if (text.startsWith(`${target.master} `)) replaced();
    });
    return client;
  });
  return () => {
    for (const client of clients) client.disconnect();
  };
}

function listen(target: SentinelTarget, sentinel: RedisEndpoint, { timeoutMs, onSilentSentinel }: WatchOptions): Redis {
  const client = new Redis({
    ...loginOptions(target.sentinel, target.tls),
    ...sentinel,
    connectTimeout: timeoutMs,
    protocol: 2,
    replyMapping: 'legacy',
    disableClientInfo: true,
    enableReadyCheck: false,
    // The subscription waits for as long as the Sentinel is away, and is made again after each time.
    maxRetriesPerRequest: null,
    retryStrategy: () => RECONNECT_MS,
    disconnectTimeout: 100,
  });
  let isHeard = true;
  client.on('ready', () => (isHeard = true));
  client.on('error', (error: Error) => {
    if (isHeard) onSilentSentinel({ sentinel, reason: messageOf(error) });
    isHeard = false;
  });
  client.subscribe(CHANNEL).catch((error: unknown) => {
    // Rejects when the watch ends before it began, or when the Sentinel refuses.
    if (client.status !== 'end') client.emit('error', error);
  });
  return client;
}
