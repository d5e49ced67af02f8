import { parseRange, type ByteRange, type RangeSpec } from './byte-range.ts';

/** What a Range field comes to for a representation of known length. */
export type RangeSelection =
  /** As if there were none: 200. */
  | { readonly kind: 'whole' }
  /** 206; one range or several, none touching another, in the order asked for. */
  | { readonly kind: 'ranges'; readonly ranges: readonly ByteRange[] }
  /** 416: `past-end`, or `excessive` for more than a client in earnest asks for. */
  | { readonly kind: 'unsatisfiable'; readonly why: 'past-end' | 'excessive' };

/** Bounds of one Range field (RFC 9110 section 17.15). */
export const RANGE_BOUNDS = Object.freeze({ specs: 50, overlaps: 3, outOfOrder: 8, parts: 8 });

const WHOLE: RangeSelection = Object.freeze({ kind: 'whole' });
const PAST_END: RangeSelection = Object.freeze({ kind: 'unsatisfiable', why: 'past-end' });
const EXCESSIVE: RangeSelection = Object.freeze({ kind: 'unsatisfiable', why: 'excessive' });

/**
 * RFC 9110 sections 14.1.2 and 14.2. Ranges that overlap or adjoin become one, at the place of the earliest asked for. Excess is
 * answered 416 and not with the whole: that would make the node fetch and send the more, the worse the request.
 */
export function selectRanges(field: string, contentBytes: number): RangeSelection {
  const specs = parseRange(field);
  if (specs === undefined) return WHOLE;
  if (specs.length > RANGE_BOUNDS.specs) return EXCESSIVE;
  const asked: ByteRange[] = [];
  for (const spec of specs) {
    const range = resolve(spec, contentBytes);
    if (range !== undefined) asked.push(range);
  }
  if (asked.length === 1) return { kind: 'ranges', ranges: asked };
  // A suffix of nothing can be satisfied (section 14.1.2), but Content-Range cannot say by what.
  if (asked.length === 0) return contentBytes === 0 && specs.some(isSuffix) ? WHOLE : PAST_END;
  if (descents(asked) > RANGE_BOUNDS.outOfOrder) return EXCESSIVE;
  const { ranges, overlaps } = coalesce(asked);
  return overlaps > RANGE_BOUNDS.overlaps || ranges.length > RANGE_BOUNDS.parts
    ? EXCESSIVE
    : { kind: 'ranges', ranges };
}

function isSuffix(spec: RangeSpec): boolean {
  return 'suffixBytes' in spec && spec.suffixBytes > 0;
}

function resolve(spec: RangeSpec, contentBytes: number): ByteRange | undefined {
  const end = contentBytes - 1;
  if ('suffixBytes' in spec) {
    return spec.suffixBytes === 0 || end < 0
      ? undefined
      : { first: Math.max(0, contentBytes - spec.suffixBytes), last: end };
  }
  return spec.first > end ? undefined : { first: spec.first, last: Math.min(spec.last ?? end, end) };
}

function descents(ranges: readonly ByteRange[]): number {
  return ranges.filter(({ first }, index) => first < (ranges[index - 1]?.first ?? 0)).length;
}

function coalesce(asked: readonly ByteRange[]): { ranges: ByteRange[]; overlaps: number } {
  const ordered = asked.map((range, place) => ({ ...range, place })).sort((a, b) => a.first - b.first);
  const merged: { first: number; last: number; place: number }[] = [];
  let overlaps = 0;
  for (const range of ordered) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last + 1) {
      merged.push(range);
      continue;
    }
    if (range.first <= before.last) overlaps++;
    before.last = Math.max(before.last, range.last);
    before.place = Math.min(before.place, range.place);
  }
  const ranges = merged.sort((a, b) => a.place - b.place).map(({ first, last }) => ({ first, last }));
  return { ranges, overlaps };
}
