import type { CachePolicy } from './cache-policy.ts';
import { governingDirectives, type GoverningDirectives } from './governing-directives.ts';
import type { RequestHead } from './header-fields.ts';
import { parseContentRange } from './content-range.ts';
import { formatHttpDate } from './http-date.ts';
import { lifetime } from './freshness-lifetime.ts';
import { requestDirectives } from './request-directives.ts';
import { isAboutTheResource, isHeuristicallyCacheable, isUnderstood } from './status-class.ts';
import { storableFields } from './storable-fields.ts';
import { storedResponse, type ReceivedResponse, type ResponseRecord, type StoredResponse } from './stored-response.ts';
import { varyNames } from './vary.ts';

export interface StoreQuestion {
  /** The request that was answered. */
  readonly request: RequestHead;
  readonly response: ReceivedResponse;
  readonly policy: CachePolicy;
}

/** Why a response is not stored: the text goes into the `detail` of Cache-Status. */
export type NotStored =
  | 'method'
  | 'status'
  | 'request-no-store'
  | 'no-store'
  | 'private'
  | 'authorization'
  | 'set-cookie'
  | 'vary'
  | 'content-range'
  | 'no-freshness'
  | 'never-fresh';

export type StoreDecision =
  { readonly store: true; readonly record: ResponseRecord } | { readonly store: false; readonly why: NotStored };

/**
 * Whether a shared cache may keep a response (RFC 9111 section 3), and what of it (section 3.1). Stricter than the RFC in
 * these: only answers to GET; none with Set-Cookie; none that tells of the request rather than the resource (`status-class.ts`);
 * none that could neither be fresh nor be validated. A 206 is kept as a part: its record is that of the whole object.
 */
export function mayStore({ request, response, policy }: StoreQuestion): StoreDecision {
  const { status, fields } = response;
  const directives = governingDirectives(fields, policy.targetFields);
  const understood = directives.mustUnderstand && isUnderstood(status);
  if (request.method !== 'GET') return refused('method');
  if (!isAboutTheResource(status) || (directives.mustUnderstand && !understood)) return refused('status');
  if (requestDirectives(request).noStore) return refused('request-no-store');
  if (directives.noStore && !understood) return refused('no-store');
  const omitted = omittedFields(directives);
  if (omitted === 'all') return refused('private');
  if (request.joinedHeader('authorization') !== undefined && !sharesAuthorized(directives))
    return refused('authorization');
  if (fields.joinedHeader('set-cookie') !== undefined && !omitted.includes('set-cookie')) return refused('set-cookie');
  if (varyNames(fields) === '*') return refused('vary');
  if (status === 206 && parseContentRange(fields.joinedHeader('content-range') ?? '')?.kind !== 'part') {
    return refused('content-range');
  }
  const record = recordOf(response, omitted);
  const stored = storedResponse(record, policy);
  const { source } = lifetime({ ...stored, directives, policy });
  if (source === 'none' && !isHeuristicallyCacheable(status) && !directives.isPublic) return refused('no-freshness');
  const hasValidator = stored.etag !== null || stored.lastModifiedMs !== null;
  return hasValidator || isEverOfUse(stored) ? { store: true, record } : refused('never-fresh');
}

function isEverOfUse({
  receivedAtMs,
  freshUntilMs,
  staleWhileRevalidateUntilMs,
  staleIfErrorUntilMs,
}: StoredResponse): boolean {
  return Math.max(freshUntilMs, staleWhileRevalidateUntilMs, staleIfErrorUntilMs) > receivedAtMs;
}

/** RFC 9111 section 3.5. */
function sharesAuthorized({ mustRevalidate, isPublic, sMaxAgeMs }: GoverningDirectives): boolean {
  return mustRevalidate || isPublic || sMaxAgeMs !== null;
}

/** The fields that `private` and `no-cache` name: they are omitted, the rest is kept (RFC 9111 sections 5.2.2.4 and 5.2.2.7). */
function omittedFields({ privacy, noCache }: GoverningDirectives): 'all' | readonly string[] {
  if (privacy === 'all') return 'all';
  return [...(privacy === 'none' ? [] : privacy), ...(noCache === 'none' || noCache === 'all' ? [] : noCache)];
}

/** A 206 loses what it says of its part alone. A response without Date gets that of its receipt (RFC 9110 section 6.6.1). */
function recordOf(response: ReceivedResponse, omitted: readonly string[]): ResponseRecord {
  const { requestedAtMs, receivedAtMs } = response;
  const isPart = response.status === 206;
  const { raw } = storableFields(response.fields, isPart ? [...omitted, ...OF_A_PART] : omitted);
  const hasDate = response.fields.joinedHeader('date') !== undefined;
  return {
    status: isPart ? 200 : response.status,
    fields: hasDate ? raw : [...raw, 'Date', formatHttpDate(receivedAtMs)],
    requestedAtMs,
    receivedAtMs,
  };
}

const OF_A_PART = ['content-length', 'content-range', 'content-md5', 'content-digest'];

function refused(why: NotStored): StoreDecision {
  return { store: false, why };
}
