import { Address } from '@nearhop/ip';
import { Resolver } from 'node:dns/promises';
import { OriginError } from './origin-error.ts';

/** What the name servers say of a host now. */
export interface NameAnswer {
  readonly addresses: readonly Address[];
  readonly ttlSeconds: number;
}

/** Asks name servers for all addresses of a host. Rejects with OriginError. */
export type NameQuery = (host: string) => Promise<NameAnswer>;

interface Found {
  readonly address: string;
  readonly ttl: number;
}

/** With the second try twice as patient, together 3 s. */
const QUERY_TIMES = { tryMs: 1_000, tries: 2 };
/** How long the second family may take when the first has answered: a server that never answers AAAA costs this much. */
const SECOND_FAMILY_MS = 250;
const NO_SUCH = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks these name servers, or those of the system when null is given. By `resolve4` and `resolve6`, never by `lookup`, which waits for the
 * process's I/O threads.
 */
export function nameServersQuery(servers: readonly string[] | null, { tryMs, tries } = QUERY_TIMES): NameQuery {
  const resolver = new Resolver({ timeout: tryMs, tries });
  if (servers !== null) resolver.setServers(servers);
  return async (host) => {
    const v4 = settle(resolver.resolve4(host, { ttl: true }));
    const v6 = settle(resolver.resolve6(host, { ttl: true }));
    const first = await Promise.race([v4, v6]);
    const both = Promise.all([v4, v6]);
    const answers = first.found.length === 0 ? await both : await within(both, SECOND_FAMILY_MS, [first]);
    const found = answers.flatMap((answer) => answer.found);
    if (found.length === 0)
      throw failure(
        host,
        answers.map((answer) => answer.code),
      );
    return {
      addresses: found.map(({ address }) => Address.parse(address)),
      ttlSeconds: Math.min(...found.map(({ ttl }) => ttl)),
    };
  };
}

interface Settled {
  readonly found: readonly Found[];
  readonly code: string | null;
}

function settle(answer: Promise<readonly Found[]>): Promise<Settled> {
  return answer.then(
    (found) => ({ found, code: null }),
    (error: NodeJS.ErrnoException) => ({ found: [], code: error.code ?? 'unknown' }),
  );
}

function failure(host: string, codes: readonly (string | null)[]): OriginError {
  const isAbsent = codes.every((code) => code === null || NO_SUCH.has(code));
  return isAbsent
    ? new OriginError('name-not-found', `Cannot resolve "${host}": it has no address`)
    : new OriginError('resolver-failed', `Cannot resolve "${host}": the name servers said ${codes.join(' and ')}`);
}

async function within<Value>(promise: Promise<Value>, ms: number, otherwise: Value): Promise<Value> {
  const { promise: late, resolve } = Promise.withResolvers<Value>();
  const timer = setTimeout(() => resolve(otherwise), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
