import { parseCacheHostOrigin, parseContentTarget, type CacheHostOrigin } from '@nearhop/http-cache';
import type { AllowedOrigins } from '../node-state/allowed-origins.ts';
import type { OriginPlace } from '../origin/origin-request.ts';
import { originTextOf, type ContentPlace } from './content-place.ts';
import { testObjectPlace } from './test-object-place.ts';

export interface PlaceRules {
  readonly realm: 'production' | 'lab';
  /** `parameter`: cacheHostOrigin alone names an origin; `parameter-or-host`: Host does, where there is none. */
  readonly namedBy: 'parameter' | 'parameter-or-host';
  /** Where the test object is; null for a node that stands alone. */
  readonly control: OriginPlace | null;
}

export type PlaceReading =
  | { readonly kind: 'place'; readonly place: ContentPlace }
  | { readonly kind: 'refused'; readonly status: 400 | 403; readonly detail: string };

type NamedOrigin = Exclude<CacheHostOrigin, { readonly kind: 'refused' }>;

/** What a request asks for, of which origin, and whether that is allowed. `host` is the Host header. */
export function readContentPlace(
  received: string,
  host: string | undefined,
  origins: AllowedOrigins,
  rules: PlaceRules,
): PlaceReading {
  const parsed = parseContentTarget(originForm(received));
  if (!parsed.ok) return { kind: 'refused', status: 400, detail: parsed.error };
  const named = parsed.cacheHostOrigin ?? (rules.namedBy === 'parameter-or-host' ? host : undefined);
  if (named === undefined)
    return { kind: 'refused', status: 400, detail: 'Write cacheHostOrigin=<origin host> in the query' };
  const asked = parseCacheHostOrigin(named);
  if (asked.kind === 'refused') return { kind: 'refused', status: 400, detail: asked.error };
  const tested = testObjectPlace(asked, parsed.target, rules.control);
  if (tested !== undefined) return { kind: 'place', place: tested };
  if (asked.kind === 'address' && rules.realm !== 'lab') {
    return {
      kind: 'refused',
      status: 400,
      detail: 'Write the name of an origin host: an address is good in lab mode only',
    };
  }
  const place = allowedPlace(asked, parsed.target, origins);
  if (place === undefined || isControls(place, rules)) return NOT_ALLOWED;
  return { kind: 'place', place };
}

const NOT_ALLOWED: PlaceReading = { kind: 'refused', status: 403, detail: 'This origin is not on the list' };

/** Control's host is not vetted, so no list may open it: it may lie where no origin may be. */
function isControls({ place }: ContentPlace, { realm, control }: PlaceRules): boolean {
  return realm !== 'lab' && place.host === control?.host;
}

function allowedPlace(asked: NamedOrigin, target: string, origins: AllowedOrigins): ContentPlace | undefined {
  const named = origins.find(asked.host);
  if (named === undefined || (asked.port !== null && asked.port !== named.port)) return undefined;
  const origin = named.aliasOf === undefined ? named : origins.find(named.aliasOf);
  if (origin === undefined) return undefined;
  const host = named.aliasOf ?? asked.host;
  const place: OriginPlace = { scheme: origin.scheme, host, port: origin.port };
  return { origin, place, originText: originTextOf(place), target, cacheHostOrigin: asked.text };
}

/** A target without the scheme and authority of its absolute form, of which the listener saw that they are Host's. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = /^http:\/\/[^/?]*(?<path>.*)$/i.exec(target)?.groups?.['path'];
  return path === undefined ? target : path.startsWith('/') ? path : `/${path}`;
}
