import { formatEntityTag } from './entity-tag.ts';
import type { StoredResponse } from './stored-response.ts';

/** The field lines that make a request for a stored response conditional (RFC 9111 section 4.3.1); none if it has no validator. */
export function validationFields({
  etag,
  fields,
  lastModifiedMs,
}: StoredResponse): readonly (readonly [string, string])[] {
  const lines: [name: string, value: string][] = [];
  if (etag !== null) lines.push(['If-None-Match', formatEntityTag(etag)]);
  // As it was received: some origins compare the text.
  if (lastModifiedMs !== null) lines.push(['If-Modified-Since', fields.joinedHeader('last-modified') ?? '']);
  return lines;
}

/** What If-Range takes to ask for the rest of the same content: a strong entity tag, or null (RFC 9110 section 13.1.5). */
export function ifRangeValue({ etag }: StoredResponse): string | null {
  return etag?.strength === 'strong' ? etag.opaque : null;
}
