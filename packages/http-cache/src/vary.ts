import { trimBlanks, type FieldReader, type HeaderFields } from './header-fields.ts';

/** The fields of a request that a response was chosen by, in lower case, each once, sorted; `*` if it was by something else too. */
export type VaryNames = '*' | readonly string[];

const NO_NAMES: readonly string[] = Object.freeze([]);
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** Lists of tokens or tags without a meaning of case, and with white space around commas and semicolons that says nothing. */
const CASELESS_LISTS = new Set(['accept', 'accept-charset', 'accept-encoding', 'accept-language']);

/** RFC 9110 section 12.5.5. A member that is no field name makes it `*`: nothing can be known of what it was chosen by. */
export function varyNames(fields: HeaderFields): VaryNames {
  const field = fields.joinedHeader('vary');
  if (field === undefined) return NO_NAMES;
  const names = field
    .toLowerCase()
    .split(',')
    .map(trimBlanks)
    .filter((name) => name !== '');
  return names.some((name) => name === '*' || !NAME.test(name)) ? '*' : [...new Set(names)].sort();
}

/** One field of a request that takes part in the key; null: the request has none, which matches only its absence. */
export type VaryValue = readonly [name: string, value: string | null];

/** The values of those fields in a request, made equal where their meaning is (RFC 9111 section 4.1). */
export function varyValues(names: readonly string[], request: FieldReader): readonly VaryValue[] {
  if (names.length === 0) return NO_VALUES;
  return names.map((name) => {
    const value = request.joinedHeader(name);
    return [name, value === undefined ? null : normalised(name, value)];
  });
}

const NO_VALUES: readonly VaryValue[] = Object.freeze([]);

function normalised(name: string, value: string): string {
  const trimmed = trimBlanks(value);
  return CASELESS_LISTS.has(name) && !trimmed.includes('"')
    ? trimmed
        .toLowerCase()
        .split(/([,;])/)
        .map(trimBlanks)
        .join('')
    : trimmed;
}
