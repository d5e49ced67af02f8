import type { ByteRange } from './byte-range.ts';

/** Content-Range of a 206 (`part`) or a 416 (`unsatisfied`). Null: the complete length was not told. */
export type ContentRange =
  | { readonly kind: 'part'; readonly range: ByteRange; readonly completeBytes: number | null }
  | { readonly kind: 'unsatisfied'; readonly completeBytes: number };

const CONTENT_RANGE = /^bytes (?:([0-9]{1,15})-([0-9]{1,15})\/(?:([0-9]{1,15})|\*)|\*\/([0-9]{1,15}))$/i;

/** RFC 9110 section 14.4. Undefined for another unit, numbers beyond 15 digits, and what lies about itself: a last byte before the first or past the end. */
export function parseContentRange(text: string): ContentRange | undefined {
  const match = CONTENT_RANGE.exec(text);
  if (match === null) return undefined;
  const [, firstDigits, lastDigits, complete, unsatisfied] = match;
  if (unsatisfied !== undefined) return { kind: 'unsatisfied', completeBytes: Number(unsatisfied) };
  const first = Number(firstDigits);
  const last = Number(lastDigits);
  const completeBytes = complete === undefined ? null : Number(complete);
  if (last < first || (completeBytes !== null && last >= completeBytes)) return undefined;
  return { kind: 'part', range: { first, last }, completeBytes };
}

export function formatContentRange({ first, last }: ByteRange, completeBytes: number): string {
  return `bytes ${first}-${last}/${completeBytes}`;
}

/** Of a 416. */
export function formatUnsatisfiedRange(completeBytes: number): string {
  return `bytes */${completeBytes}`;
}

export interface PartQuestion {
  readonly contentRange: string | undefined;
  /** What was asked for; `last` may lie beyond the end of the object. */
  readonly asked: ByteRange;
  /** The length of the body, from Content-Length or counted; null while it is not known. */
  readonly bodyBytes: number | null;
}

export type PartCheck =
  | { readonly ok: true; readonly range: ByteRange; readonly completeBytes: number | null }
  /** `absent`: none, or none that can be read; `not-asked`: other bytes than asked for; `body-length`: the body is longer or shorter than it says. */
  | { readonly ok: false; readonly why: 'absent' | 'not-asked' | 'body-length' };

/**
 * Whether a 206 to a request for one range may be used: it must begin where asked, end where asked or where the object does,
 * and have as many bytes as it says. RFC 9110 section 15.3.7 lets servers send other parts; whose parts fit nothing is refused.
 */
export function checkContentRange({ contentRange, asked, bodyBytes }: PartQuestion): PartCheck {
  const parsed = contentRange === undefined ? undefined : parseContentRange(contentRange);
  if (parsed?.kind !== 'part') return { ok: false, why: 'absent' };
  const { range, completeBytes } = parsed;
  const reachesEnd = completeBytes === null || range.last === completeBytes - 1;
  if (range.first !== asked.first || range.last > asked.last || (range.last < asked.last && !reachesEnd)) {
    return { ok: false, why: 'not-asked' };
  }
  if (bodyBytes !== null && bodyBytes !== range.last - range.first + 1) return { ok: false, why: 'body-length' };
  return { ok: true, range, completeBytes };
}
