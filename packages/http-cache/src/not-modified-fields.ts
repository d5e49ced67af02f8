import type { HeaderFields } from './header-fields.ts';

const TOLD = new Set(['cache-control', 'content-location', 'date', 'etag', 'expires', 'last-modified', 'vary']);

/** The fields of a stored response that its 304 repeats (RFC 9110 section 15.4.5): Last-Modified only where there is no entity tag. */
export function notModifiedFields(fields: HeaderFields): HeaderFields {
  const hasTag = fields.joinedHeader('etag') !== undefined;
  return fields.filter((name) => TOLD.has(name) && !(hasTag && name === 'last-modified'));
}
