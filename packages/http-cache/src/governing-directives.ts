import { parseDirectives } from './directive-list.ts';
import type { HeaderFields } from './header-fields.ts';
import { responseDirectives, type ResponseDirectives } from './response-directives.ts';
import { parseDictionary } from './structured-dictionary.ts';

/** What governs a response, and whether it stands in for Expires too. */
export interface GoverningDirectives extends ResponseDirectives {
  readonly replacesExpires: boolean;
}

/**
 * The directives of the first field of the target list that parses and is not empty; Cache-Control and Expires then count for
 * nothing. Else those of Cache-Control (RFC 9213 section 2.2).
 */
export function governingDirectives(fields: HeaderFields, targetFields: readonly string[]): GoverningDirectives {
  for (const name of targetFields) {
    const targeted = fields.joinedHeader(name);
    const directives = targeted === undefined ? undefined : parseDictionary(targeted);
    if (directives !== undefined && directives.length > 0) {
      return { ...responseDirectives(directives), replacesExpires: true };
    }
  }
  return { ...responseDirectives(parseDirectives(fields.joinedHeader('cache-control') ?? '')), replacesExpires: false };
}
