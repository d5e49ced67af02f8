import type { RedisOptions } from 'ioredis';
import type { Credentials } from './redis-target.ts';

/** How to be let in, as the client takes it. */
export function loginOptions({ username, password }: Credentials, tls: boolean): RedisOptions {
  return {
    ...(tls && { tls: {} }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}
