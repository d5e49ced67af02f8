import type { CachePolicy } from './cache-policy.ts';
import { lifetime } from './freshness-lifetime.ts';
import { HeaderFields } from './header-fields.ts';
import { parseEntityTag, type EntityTag } from './entity-tag.ts';
import { parseHttpDate } from './http-date.ts';
import { initialAgeMs } from './current-age.ts';
import { governingDirectives } from './governing-directives.ts';

/** A response as it came from the origin. */
export interface ReceivedResponse {
  readonly status: number;
  readonly fields: HeaderFields;
  /** When the request for it was sent, and when its head was there: the two instants of RFC 9111 section 4.2.3. */
  readonly requestedAtMs: number;
  readonly receivedAtMs: number;
}

/** What is kept of a response besides its content: plain data for JSON. */
export interface ResponseRecord {
  /** Of the whole object: a 206 that gave a part of it is kept as 200. */
  readonly status: number;
  /** Names and values in turn, only those that may be stored. */
  readonly fields: readonly string[];
  readonly requestedAtMs: number;
  readonly receivedAtMs: number;
}

/** A record made ready for decisions: all that needs parsing is parsed, and what depends on time is an instant. */
export interface StoredResponse {
  readonly status: number;
  readonly fields: HeaderFields;
  readonly receivedAtMs: number;
  /** When its age was 0: before `receivedAtMs` when it was old already. */
  readonly bornAtMs: number;
  readonly freshUntilMs: number;
  /** The ends of the times in which it may be served stale; `freshUntilMs` where it never may. */
  readonly staleWhileRevalidateUntilMs: number;
  readonly staleIfErrorUntilMs: number;
  /** `forbidden`: no-cache, must-revalidate, proxy-revalidate or s-maxage (RFC 9111 section 4.2.4). */
  readonly staleUse: 'allowed' | 'forbidden';
  readonly etag: EntityTag | null;
  readonly lastModifiedMs: number | null;
  /** Date, or when it was received. */
  readonly dateMs: number;
}

/** Works out the instants of a record under a policy. Do it once per object and keep the outcome: decisions then parse nothing. */
export function storedResponse(record: ResponseRecord, policy: CachePolicy): StoredResponse {
  const fields = new HeaderFields(record.fields);
  const { status, requestedAtMs, receivedAtMs } = record;
  const dateField = fields.joinedHeader('date');
  const dateMs = (dateField === undefined ? undefined : parseHttpDate(dateField, receivedAtMs)) ?? receivedAtMs;
  const modified = fields.joinedHeader('last-modified');
  const lastModifiedMs = (modified === undefined ? undefined : parseHttpDate(modified, receivedAtMs)) ?? null;
  const etag = fields.joinedHeader('etag');
  const directives = governingDirectives(fields, policy.targetFields);
  const ageMs = initialAgeMs({ ageField: fields.joinedHeader('age'), dateMs, requestedAtMs, receivedAtMs });
  const bornAtMs = receivedAtMs - (ageMs ?? 0);
  const lifetimeMs =
    ageMs === undefined
      ? 0
      : lifetime({ status, fields, directives, dateMs, lastModifiedMs, receivedAtMs, policy }).lifetimeMs;
  const freshUntilMs = bornAtMs + lifetimeMs;
  const staleUse = directives.forbidsStale ? 'forbidden' : 'allowed';
  const until = (windowMs: number) => (staleUse === 'forbidden' ? freshUntilMs : freshUntilMs + windowMs);
  return {
    status,
    fields,
    receivedAtMs,
    bornAtMs,
    freshUntilMs,
    staleWhileRevalidateUntilMs: until(directives.staleWhileRevalidateMs ?? policy.staleWhileRevalidateMs),
    staleIfErrorUntilMs: until(directives.staleIfErrorMs ?? policy.staleIfErrorMs),
    staleUse,
    etag: etag === undefined ? null : (parseEntityTag(etag) ?? null),
    lastModifiedMs,
    dateMs,
  };
}
