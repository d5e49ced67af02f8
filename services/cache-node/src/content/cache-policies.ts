import type { Origin } from '@nearhop/contracts';
import { DEFAULT_CACHE_POLICY, type CachePolicy } from '@nearhop/http-cache';

/** What is not found is asked for again and again; what may come soon should then be seen soon. */
const NEGATIVE_LIFETIME_MS = 10_000;
/** While an origin is down, what was had of it is better than nothing: a week, unless the origin forbids it. */
const STALE_IF_ERROR_MS = 604_800_000;
const MS_PER_SECOND = 1_000;
/** To applications the node is what the Edge Architecture note calls a surrogate: it stands for them in full. */
const SURROGATE_FIELDS = [...DEFAULT_CACHE_POLICY.targetFields, 'surrogate-control'];

/** One policy for each record, the same object as long as the record is. */
export class CachePolicies {
  readonly #policies = new WeakMap<Origin, CachePolicy>();

  of(origin: Origin): CachePolicy {
    let policy = this.#policies.get(origin);
    if (policy === undefined) {
      policy = policyOf(origin);
      this.#policies.set(origin, policy);
    }
    return policy;
  }
}

/**
 * An origin that takes all methods is an application: to it the node is the shared cache of RFC 9111, which clients may tell what to
 * do, and which guesses from Last-Modified where the origin says nothing. Of all others the node has downloads: it guesses nothing,
 * and is to have as many of their bytes as it may.
 */
function policyOf({ defaultFreshSeconds, methods }: Origin): CachePolicy {
  const defaultLifetimeMs = defaultFreshSeconds === undefined ? null : defaultFreshSeconds * MS_PER_SECOND;
  if (methods === 'all') {
    return { ...DEFAULT_CACHE_POLICY, defaultLifetimeMs, heuristics: 'last-modified', targetFields: SURROGATE_FIELDS };
  }
  return {
    ...DEFAULT_CACHE_POLICY,
    defaultLifetimeMs,
    negativeLifetimeMs: NEGATIVE_LIFETIME_MS,
    staleIfErrorMs: STALE_IF_ERROR_MS,
    requestDirectives: 'ignore',
  };
}
