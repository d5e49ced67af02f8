import type { CachePolicy } from './cache-policy.ts';
import { currentAgeMs } from './current-age.ts';
import type { RequestHead } from './header-fields.ts';
import { requestDirectives, type RequestDirectives } from './request-directives.ts';
import type { StoredResponse } from './stored-response.ts';

export interface ReuseQuestion {
  readonly request: RequestHead;
  /** The response stored under the request's key; null when there is none. */
  readonly stored: StoredResponse | null;
  readonly nowMs: number;
  readonly policy: CachePolicy;
}

/**
 * What to do with what is stored. `forward` is the word for Cache-Status; `onError` says whether the stored response, fresh or stale, may stand
 * in when the origin gives no answer or one of `isOriginError`. All outcomes are constants.
 */
export type ReuseDecision =
  /** Serve it. */
  | { readonly kind: 'fresh' }
  /** Serve it, though stale: the client takes that (max-stale). */
  | { readonly kind: 'stale' }
  /** Serve it, and validate it meanwhile. */
  | { readonly kind: 'stale-while-revalidate' }
  /** Ask the origin with `validationFields(stored)`, and wait for its answer. */
  | { readonly kind: 'revalidate'; readonly forward: 'stale' | 'request'; readonly onError: 'serve-stored' | 'fail' }
  /** Ask the origin. */
  | { readonly kind: 'miss'; readonly forward: 'uri-miss' }
  /** Answer 504: the client wanted nothing fetched (RFC 9111 section 5.2.1.7). */
  | { readonly kind: 'only-if-cached' };

const FRESH: ReuseDecision = Object.freeze({ kind: 'fresh' });
const STALE: ReuseDecision = Object.freeze({ kind: 'stale' });
const WHILE_REVALIDATE: ReuseDecision = Object.freeze({ kind: 'stale-while-revalidate' });
const MISS: ReuseDecision = Object.freeze({ kind: 'miss', forward: 'uri-miss' });
const ONLY_IF_CACHED: ReuseDecision = Object.freeze({ kind: 'only-if-cached' });
const REVALIDATE = Object.freeze({
  stale: either('stale'),
  request: either('request'),
});

/** RFC 9111 sections 4 and 4.2.4, for GET and HEAD. Allocates nothing for a request without Cache-Control and Pragma. */
export function decideReuse({ request, stored, nowMs, policy }: ReuseQuestion): ReuseDecision {
  const asked = requestDirectives(request);
  if (stored === null) return asked.onlyIfCached ? ONLY_IF_CACHED : MISS;
  const decision = policy.requestDirectives === 'honour' ? asAsked(stored, asked, nowMs) : asStored(stored, nowMs);
  return decision.kind === 'revalidate' && asked.onlyIfCached ? ONLY_IF_CACHED : decision;
}

/** Without regard to what the client asks. */
function asStored(stored: StoredResponse, nowMs: number): ReuseDecision {
  const now = Math.max(nowMs, stored.receivedAtMs);
  if (now < stored.freshUntilMs) return FRESH;
  if (now < stored.staleWhileRevalidateUntilMs) return WHILE_REVALIDATE;
  return REVALIDATE.stale[now < stored.staleIfErrorUntilMs ? 'serve-stored' : 'fail'];
}

function asAsked(stored: StoredResponse, asked: RequestDirectives, nowMs: number): ReuseDecision {
  const now = Math.max(nowMs, stored.receivedAtMs);
  const onError = now < staleIfErrorUntilMs(stored, asked) ? 'serve-stored' : 'fail';
  if (asked.noCache) return REVALIDATE.request[onError];
  if (asked.maxAgeMs !== null && currentAgeMs(stored, nowMs) > asked.maxAgeMs) return REVALIDATE.request[onError];
  const leftMs = stored.freshUntilMs - now;
  if (leftMs > 0) return leftMs < (asked.minFreshMs ?? 0) ? REVALIDATE.request[onError] : FRESH;
  // Who asks for max-age or min-fresh wants nothing stale (RFC 9111 section 5.2.1.1).
  const takesStale = asked.maxAgeMs === null && asked.minFreshMs === null;
  if (takesStale && now < stored.staleWhileRevalidateUntilMs) return WHILE_REVALIDATE;
  if (stored.staleUse === 'allowed' && asked.maxStaleMs !== null && -leftMs <= asked.maxStaleMs) return STALE;
  return REVALIDATE.stale[onError];
}

function staleIfErrorUntilMs(stored: StoredResponse, asked: RequestDirectives): number {
  if (stored.staleUse === 'forbidden' || asked.staleIfErrorMs === null) return stored.staleIfErrorUntilMs;
  return stored.freshUntilMs + asked.staleIfErrorMs;
}

function either(forward: 'stale' | 'request') {
  const decision = (onError: 'serve-stored' | 'fail'): ReuseDecision =>
    Object.freeze({ kind: 'revalidate', forward, onError });
  return Object.freeze({ 'serve-stored': decision('serve-stored'), fail: decision('fail') });
}
