import type { ByteRange } from '@nearhop/cache-store';
import { parseRange, type RequestHead } from '@nearhop/http-cache';

const WHOLE: ByteRange = { start: 0, end: null };
/** Of an object whose length is not known yet a first part tells it. */
const FIRST_PART: ByteRange = { start: 0, end: 1 };

/**
 * What of an object to fetch first for a request: the range that it asks for, or all. Of several ranges the beginning of the first:
 * they may come to nothing (416). `lengthBytes` is null when it is not known.
 */
export function wantedRange(request: RequestHead, lengthBytes: number | null): ByteRange {
  const field = request.method === 'GET' ? request.joinedHeader('range') : undefined;
  const [spec, another] = (field === undefined ? undefined : parseRange(field)) ?? [];
  if (spec === undefined) return WHOLE;
  if ('suffixBytes' in spec) {
    return lengthBytes === null ? FIRST_PART : { start: Math.max(0, lengthBytes - spec.suffixBytes), end: null };
  }
  if (another !== undefined) return { start: spec.first, end: spec.first + 1 };
  return { start: spec.first, end: spec.last === null ? null : spec.last + 1 };
}
