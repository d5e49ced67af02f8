import type { HeaderFields } from '@nearhop/http-cache';

/** When the origin made an answer, as a member of ours: a cache makes no new Date (RFC 9110 section 6.6.1). None when it did not say. */
export function dateOf(fields: HeaderFields): { readonly date?: string } {
  const date = fields.joinedHeader('date');
  return date === undefined ? {} : { date };
}
