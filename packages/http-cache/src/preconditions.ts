import { matchesStrongly, matchesWeakly, parseEntityTag, parseEntityTags, type EntityTag } from './entity-tag.ts';
import type { RequestHead } from './header-fields.ts';
import { parseHttpDate } from './http-date.ts';

/** What conditions are held against: a `StoredResponse` is one. */
export interface Validators {
  readonly etag: EntityTag | null;
  readonly lastModifiedMs: number | null;
  /** Date, or when the response was received. */
  readonly dateMs: number;
}

export type PreconditionOutcome = 'proceed' | 'not-modified' | 'failed';

/**
 * The conditions of a GET or HEAD in the order of RFC 9110 section 13.2.2; If-Range is `ifRangeHolds`'. Where there is no
 * Last-Modified, Date stands for it in If-Modified-Since (RFC 9111 section 4.3.2). Dates that are none are overlooked; an
 * If-Match that is no list of entity tags matches nothing, and neither does an If-None-Match.
 */
export function checkPreconditions(request: RequestHead, validators: Validators): PreconditionOutcome {
  const ifMatch = request.joinedHeader('if-match');
  if (ifMatch !== undefined) {
    if (!matchesAny(ifMatch, validators.etag, matchesStrongly)) return 'failed';
  } else if (isModifiedSince(request.joinedHeader('if-unmodified-since'), validators.lastModifiedMs, validators)) {
    return 'failed';
  }
  const ifNoneMatch = request.joinedHeader('if-none-match');
  if (ifNoneMatch !== undefined)
    return matchesAny(ifNoneMatch, validators.etag, matchesWeakly) ? 'not-modified' : 'proceed';
  const since = request.joinedHeader('if-modified-since');
  if (since === undefined) return 'proceed';
  return isModifiedSince(since, validators.lastModifiedMs ?? validators.dateMs, validators) === false
    ? 'not-modified'
    : 'proceed';
}

/** Whether Range counts (RFC 9110 section 13.1.5): without If-Range always, with one only for a strong match. */
export function ifRangeHolds(request: RequestHead, { etag, lastModifiedMs, dateMs }: Validators): boolean {
  const field = request.joinedHeader('if-range');
  if (field === undefined) return true;
  const tag = parseEntityTag(field);
  if (tag !== undefined) return etag !== null && matchesStrongly(tag, etag);
  // A date is strong only when it lies well before Date: an object may change twice within a second (section 8.8.2.2).
  if (lastModifiedMs === null || dateMs - lastModifiedMs < 1000) return false;
  return parseHttpDate(field, dateMs) === lastModifiedMs;
}

function matchesAny(
  field: string,
  etag: EntityTag | null,
  matches: (one: EntityTag, other: EntityTag) => boolean,
): boolean {
  const tags = parseEntityTags(field);
  if (tags === '*') return true;
  return tags !== undefined && etag !== null && tags.some((tag) => matches(tag, etag));
}

/** Undefined when there is nothing to compare. */
function isModifiedSince(
  field: string | undefined,
  modifiedMs: number | null,
  { dateMs }: Validators,
): boolean | undefined {
  if (field === undefined || modifiedMs === null) return undefined;
  const sinceMs = parseHttpDate(field, dateMs);
  return sinceMs === undefined ? undefined : modifiedMs > sinceMs;
}
