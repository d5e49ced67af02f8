import { trimBlanks } from './header-fields.ts';

/** Bytes of a representation, both ends included, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** One member of a Range field: from `first` on, or the last `suffixBytes`. Null: open. */
export type RangeSpec = { readonly first: number; readonly last: number | null } | { readonly suffixBytes: number };

const SPEC = /^([0-9]*)-([0-9]*)$/;

/**
 * `bytes=…` as it stands (RFC 9110 section 14.1.1), empty members passed over; undefined for another unit and for what breaks
 * the grammar: both are to be overlooked (section 14.2). Numbers above 2^53 stay at that, beyond any object.
 */
export function parseRange(field: string): readonly RangeSpec[] | undefined {
  if (field.slice(0, 6).toLowerCase() !== 'bytes=') return undefined;
  const specs: RangeSpec[] = [];
  for (const member of field.slice(6).split(',')) {
    const text = trimBlanks(member);
    if (text === '') continue;
    const spec = parseSpec(text);
    if (spec === undefined) return undefined;
    specs.push(spec);
  }
  return specs.length === 0 ? undefined : specs;
}

function parseSpec(text: string): RangeSpec | undefined {
  const [, first = '', last = ''] = SPEC.exec(text) ?? [];
  if (first === '') return last === '' ? undefined : { suffixBytes: bounded(last) };
  if (last === '') return { first: bounded(first), last: null };
  return isAfter(first, last) ? undefined : { first: bounded(first), last: bounded(last) };
}

function bounded(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/** Compares digits where numbers above 2^53 would come out equal. */
function isAfter(one: string, other: string): boolean {
  if (one.length < 16 && other.length < 16) return Number(one) > Number(other);
  return BigInt(one) > BigInt(other);
}
