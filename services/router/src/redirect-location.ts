import type { CacheChoice, Origin } from '@nearhop/contracts';
import type { RedirectTarget } from './redirect-target.ts';

const DEFAULT_PORT = { http: 80, https: 443 } as const;

/** The target at a cache: `http://<address>[:port]<path>?<query>&cacheHostOrigin=<host[:port]>`. */
export function locationAtCache(cache: CacheChoice, target: RedirectTarget, origin: Origin): string {
  const address = cache.address.includes(':') ? `[${cache.address}]` : cache.address;
  const port = cache.port === DEFAULT_PORT.http ? '' : `:${cache.port}`;
  const query = target.query === null ? '?' : `?${target.query}&`;
  return `http://${address}${port}${target.path}${query}cacheHostOrigin=${target.host}${originPort(origin)}`;
}

/** The target at its origin, by the scheme and port of the origin's record. */
export function locationAtOrigin(target: RedirectTarget, origin: Origin): string {
  const query = target.query === null ? '' : `?${target.query}`;
  return `${origin.scheme}://${target.host}${originPort(origin)}${target.path}${query}`;
}

function originPort({ scheme, port }: Origin): string {
  return port === DEFAULT_PORT[scheme] ? '' : `:${port}`;
}
