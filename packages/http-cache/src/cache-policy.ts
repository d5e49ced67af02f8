/** What an operator may set about caching, for one origin or for all. Durations in milliseconds. */
export interface CachePolicy {
  /** For responses that say nothing of freshness; null stores only what can be validated, for that alone. */
  readonly defaultLifetimeMs: number | null;
  /** The same for 404, 405, 410, 414, 451 and 501: brief, since they tell of something that may come. */
  readonly negativeLifetimeMs: number | null;
  /** `last-modified`: a tenth of the time since Last-Modified, before any default (RFC 9111 section 4.2.2). */
  readonly heuristics: 'off' | 'last-modified';
  /** `ignore`: no client can make the node ask the origin; only `only-if-cached` and `no-store` still count (RFC 9111 section 5.2.1). */
  readonly requestDirectives: 'honour' | 'ignore';
  /** How long after its end a response may be served while the origin fails, when it does not say itself and does not forbid it. */
  readonly staleIfErrorMs: number;
  /** The same while it is being validated (RFC 5861 section 3). */
  readonly staleWhileRevalidateMs: number;
  /** Fields that stand in for Cache-Control, in lower case, the first that is valid wins (RFC 9213 section 2.2). */
  readonly targetFields: readonly string[];
}

/** RFC 9111 with nothing assumed. */
export const DEFAULT_CACHE_POLICY: CachePolicy = Object.freeze({
  defaultLifetimeMs: null,
  negativeLifetimeMs: null,
  heuristics: 'off',
  requestDirectives: 'honour',
  staleIfErrorMs: 0,
  staleWhileRevalidateMs: 0,
  targetFields: Object.freeze(['nearhop-cache-control', 'cdn-cache-control']),
});
