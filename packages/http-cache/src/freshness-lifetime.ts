import type { CachePolicy } from './cache-policy.ts';
import type { HeaderFields } from './header-fields.ts';
import { parseHttpDate } from './http-date.ts';
import type { GoverningDirectives } from './governing-directives.ts';
import { isHeuristicallyCacheable } from './status-class.ts';

export interface LifetimeFacts {
  readonly status: number;
  readonly fields: HeaderFields;
  readonly directives: GoverningDirectives;
  readonly dateMs: number;
  readonly lastModifiedMs: number | null;
  readonly receivedAtMs: number;
  readonly policy: CachePolicy;
}

/** Where the lifetime comes from; `none`: the response may not be kept for its freshness. */
export type LifetimeSource = 'no-cache' | 's-maxage' | 'max-age' | 'expires' | 'heuristic' | 'default' | 'none';

export interface Lifetime {
  readonly source: LifetimeSource;
  readonly lifetimeMs: number;
}

/** `freshness_lifetime` for a shared cache (RFC 9111 sections 4.2.1 and 4.2.2). An Expires that is no date is past (section 5.3). */
export function lifetime(facts: LifetimeFacts): Lifetime {
  const { fields, directives, dateMs, receivedAtMs } = facts;
  if (directives.noCache === 'all') return { source: 'no-cache', lifetimeMs: 0 };
  if (directives.sMaxAgeMs !== null) return { source: 's-maxage', lifetimeMs: directives.sMaxAgeMs };
  if (directives.maxAgeMs !== null) return { source: 'max-age', lifetimeMs: directives.maxAgeMs };
  const expires = directives.replacesExpires ? undefined : fields.joinedHeader('expires');
  if (expires !== undefined) {
    const expiresMs = parseHttpDate(expires, receivedAtMs);
    return { source: 'expires', lifetimeMs: expiresMs === undefined ? 0 : Math.max(0, expiresMs - dateMs) };
  }
  return assumed(facts);
}

const NEGATIVE_FROM = 400;

function assumed({ status, directives, dateMs, lastModifiedMs, policy }: LifetimeFacts): Lifetime {
  if (!isHeuristicallyCacheable(status) && !directives.isPublic) return NO_LIFETIME;
  if (policy.heuristics === 'last-modified' && lastModifiedMs !== null) {
    return { source: 'heuristic', lifetimeMs: Math.max(0, (dateMs - lastModifiedMs) / 10) };
  }
  const lifetimeMs = status < NEGATIVE_FROM ? policy.defaultLifetimeMs : policy.negativeLifetimeMs;
  return lifetimeMs === null ? NO_LIFETIME : { source: 'default', lifetimeMs };
}

const NO_LIFETIME: Lifetime = Object.freeze({ source: 'none', lifetimeMs: 0 });
