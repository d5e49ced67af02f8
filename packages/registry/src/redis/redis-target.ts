export interface RedisEndpoint {
  readonly host: string;
  readonly port: number;
}

export interface Credentials {
  readonly username?: string;
  readonly password?: string;
}

/** Where a store is, as `NEARHOP_STORE` says it. */
export type RedisTarget = Credentials & { readonly tls: boolean; readonly endpoints: readonly RedisEndpoint[] } & (
    | { readonly kind: 'plain'; readonly database: number }
    | { readonly kind: 'sentinel'; readonly master: string; readonly sentinel: Credentials }
    | { readonly kind: 'cluster' }
  );

/** A store whose master the Sentinels name. */
export type SentinelTarget = RedisTarget & { readonly kind: 'sentinel' };

const STORE = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/s;
const ENDPOINT = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;

/** Is this text meant to name a Redis store? */
export function namesRedis(store: string): boolean {
  return /^rediss?[:+]/.test(store);
}

/**
 * Reads `redis://[user:password@]host[:port][/database]`, `redis+sentinel://[user:password@]host:port,host:port/<master>` (what the
 * Sentinels themselves want: `?sentinelUsername=…&sentinelPassword=…`) and `redis+cluster://[user:password@]host:port,host:port`; `rediss` for
 * TLS. Throws RangeError, without anything secret in it.
 */
export function parseRedisTarget(store: string): RedisTarget {
  const [, scheme, kind = 'plain', login, hosts = '', path = '', query = ''] = STORE.exec(store) ?? [];
  if (scheme === undefined) throw unreadable('write redis://host:port, such as "redis://127.0.0.1:6379"');
  const endpoints = hosts.split(',').map((host) => parseEndpoint(host, kind === 'sentinel' ? 26_379 : 6_379));
  const common = { ...parseLogin(login), tls: scheme === 'rediss', endpoints };
  if (kind !== 'sentinel' && query !== '') throw unreadable('only redis+sentinel:// may have a query');
  switch (kind) {
    case 'sentinel':
      if (!/^[\w.-]+$/.test(path)) throw unreadable('name the master: redis+sentinel://host:port,host:port/<master>');
      return { ...common, kind, master: path, sentinel: parseSentinelLogin(query) };
    case 'cluster':
      if (path !== '') throw unreadable('a cluster has no databases: leave out what follows the hosts');
      return { ...common, kind };
    default:
      if (endpoints.length > 1) throw unreadable('several hosts are for redis+sentinel:// or redis+cluster://');
      if (!/^\d{0,5}$/.test(path)) throw unreadable(`the database must be a number: received "${path}"`);
      return { ...common, kind: 'plain', database: Number(path) };
  }
}

/** The store in words for messages: never with its credentials. */
export function describeTarget(target: RedisTarget): string {
  const scheme = target.tls ? 'rediss' : 'redis';
  const hosts = target.endpoints
    .map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
    .join(',');
  if (target.kind === 'plain') return `${scheme}://${hosts}/${target.database}`;
  return target.kind === 'sentinel' ? `${scheme}+sentinel://${hosts}/${target.master}` : `${scheme}+cluster://${hosts}`;
}

function parseEndpoint(text: string, defaultPort: number): RedisEndpoint {
  const [, host, port] = ENDPOINT.exec(text) ?? [];
  if (host === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) {
    throw unreadable(`a host must be host:port or [IPv6 address]:port: received ${JSON.stringify(text)}`);
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: port === undefined ? defaultPort : Number(port) };
}

function parseLogin(login: string | undefined): Credentials {
  if (login === undefined) return {};
  const colon = login.indexOf(':');
  const username = decoded(colon < 0 ? login : login.slice(0, colon));
  const password = colon < 0 ? '' : decoded(login.slice(colon + 1));
  if (password === '') throw unreadable('write user:password before the "@", or :password for the default user');
  return username === '' ? { password } : { username, password };
}

function parseSentinelLogin(query: string): Credentials {
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].find((name) => name !== 'sentinelUsername' && name !== 'sentinelPassword');
  if (unknown !== undefined) {
    throw unreadable(`the query may have sentinelUsername and sentinelPassword: received "${unknown}"`);
  }
  const username = parameters.get('sentinelUsername');
  const password = parameters.get('sentinelPassword');
  return { ...(username !== null && { username }), ...(password !== null && { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable('a "%" in user or password must be written "%25"');
  }
}

function unreadable(what: string): RangeError {
  return new RangeError(`Cannot open registry in Redis: ${what}`);
}
