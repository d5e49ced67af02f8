import type { HeaderFields } from './header-fields.ts';
import { trimBlanks } from './header-fields.ts';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);
const PROXY_ONLY = new Set(['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization']);
/**
 * What decides about storing and reuse is meant for every recipient: no sender may name it in Connection (RFC 9110 section
 * 7.6.1), and a response that lost it would be kept when it must not.
 */
const NEVER_NOMINATED =
  /^(?:age|cache-control|cdn-cache-control|content-encoding|content-length|content-location|content-range|content-type|date|etag|expires|last-modified|nearhop-cache-control|pragma|set-cookie|surrogate-control|vary)$/;

/** Without those that are for one connection: the fixed list, and what Connection names (RFC 9110 section 7.6.1). For both directions. */
export function endToEndFields(fields: HeaderFields): HeaderFields {
  const nominated = nominatedBy(fields.joinedHeader('connection'));
  return fields.filter((name) => !HOP_BY_HOP.has(name) && !PROXY_ONLY.has(name) && !nominated.has(name));
}

/** Of those, the ones that may be stored (RFC 9111 section 3.1): `omitted` are further names, in lower case. */
export function storableFields(fields: HeaderFields, omitted: readonly string[]): HeaderFields {
  return endToEndFields(fields).filter((name) => !omitted.includes(name));
}

/** Whether a field may be left out of what is stored without changing what may be done with it. */
export function mayBeOmitted(name: string): boolean {
  return name === 'set-cookie' || !NEVER_NOMINATED.test(name);
}

function nominatedBy(connection: string | undefined): Set<string> {
  if (connection === undefined) return new Set();
  const names = connection.toLowerCase().split(',').map(trimBlanks);
  return new Set(names.filter((name) => !NEVER_NOMINATED.test(name)));
}
