import type { ByteRange } from './byte-range.ts';
import type { RequestHead } from './header-fields.ts';
import { checkPreconditions, ifRangeHolds } from './preconditions.ts';
import { selectRanges } from './select-ranges.ts';
import type { StoredResponse } from './stored-response.ts';

export interface AnswerQuestion {
  readonly request: RequestHead;
  readonly stored: StoredResponse;
  /** The length of the whole content; null while it is not known: ranges are then not to be had. */
  readonly contentBytes: number | null;
}

/** What to send of a stored response that may be used. */
export type StoredAnswer =
  /** Its own status, with the whole content. */
  | { readonly kind: 'whole' }
  /** 206; several make `multipart/byteranges`. */
  | { readonly kind: 'ranges'; readonly ranges: readonly ByteRange[] }
  /** 304 with `notModifiedFields`. */
  | { readonly kind: 'not-modified' }
  /** 412. */
  | { readonly kind: 'precondition-failed' }
  /** 416 with `formatUnsatisfiedRange(contentBytes)`. */
  | { readonly kind: 'unsatisfiable'; readonly why: 'past-end' | 'excessive' };

const WHOLE: StoredAnswer = Object.freeze({ kind: 'whole' });
const NOT_MODIFIED: StoredAnswer = Object.freeze({ kind: 'not-modified' });
const PRECONDITION_FAILED: StoredAnswer = Object.freeze({ kind: 'precondition-failed' });

/**
 * Conditions first, then Range, then the whole (RFC 9110 section 13.2.2, RFC 9111 section 4.3.2). Conditions count where the
 * answer would be a 2xx, Range for a GET that would be answered 200 (section 14.2).
 */
export function answerStored({ request, stored, contentBytes }: AnswerQuestion): StoredAnswer {
  if (stored.status < 200 || stored.status > 299) return WHOLE;
  const outcome = checkPreconditions(request, stored);
  if (outcome === 'not-modified') return NOT_MODIFIED;
  if (outcome === 'failed') return PRECONDITION_FAILED;
  if (stored.status !== 200 || request.method !== 'GET' || contentBytes === null) return WHOLE;
  const range = request.joinedHeader('range');
  return range === undefined || !ifRangeHolds(request, stored) ? WHOLE : selectRanges(range, contentBytes);
}
