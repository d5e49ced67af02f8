import { parseDeltaSeconds } from './delta-seconds.ts';
import { parseDirectives } from './directive-list.ts';
import type { FieldReader } from './header-fields.ts';

/** What a client asks of the caches on the way (RFC 9111 section 5.2.1, RFC 5861 section 4). Null: not asked. */
export interface RequestDirectives {
  readonly noCache: boolean;
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAgeMs: number | null;
  readonly minFreshMs: number | null;
  /** Infinity: however stale. */
  readonly maxStaleMs: number | null;
  readonly staleIfErrorMs: number | null;
}

const NOTHING_ASKED: RequestDirectives = Object.freeze({
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  maxAgeMs: null,
  minFreshMs: null,
  maxStaleMs: null,
  staleIfErrorMs: null,
});

/** Arguments that are no numbers are as good as not given; of two the first counts. `Pragma: no-cache` counts without Cache-Control alone (section 5.4). */
export function requestDirectives(request: FieldReader): RequestDirectives {
  const field = request.joinedHeader('cache-control');
  if (field === undefined) {
    const pragma = request.joinedHeader('pragma');
    if (pragma === undefined) return NOTHING_ASKED;
    const asks = parseDirectives(pragma).some(([name, argument]) => name === 'no-cache' && argument === null);
    return asks ? { ...NOTHING_ASKED, noCache: true } : NOTHING_ASKED;
  }
  const directives = parseDirectives(field);
  const has = (name: string) => directives.some(([given]) => given === name);
  const duration = (name: string) => {
    const argument = directives.find(([given]) => given === name)?.[1];
    return typeof argument === 'string' ? (parseDeltaSeconds(argument) ?? null) : null;
  };
  const anyStale = directives.some(([name, argument]) => name === 'max-stale' && argument === null);
  return {
    noCache: has('no-cache'),
    noStore: has('no-store'),
    onlyIfCached: has('only-if-cached'),
    maxAgeMs: duration('max-age'),
    minFreshMs: duration('min-fresh'),
    maxStaleMs: anyStale ? Number.POSITIVE_INFINITY : duration('max-stale'),
    staleIfErrorMs: duration('stale-if-error'),
  };
}
