import { appendVia, endToEndFields, HeaderFields, withCacheHostOrigin, type RequestHead } from '@nearhop/http-cache';
import type { OriginPlace } from '../origin/origin-request.ts';
import type { SourceRequest } from '../source/source-request.ts';
import type { ClientRequest } from './client-request.ts';
import type { ContentPlace } from './content-place.ts';

/** A request as it goes on: what was left of the client's fields, and ours. Answers are chosen, and stored, by it. */
export interface ForwardedRequest extends RequestHead {
  readonly fields: HeaderFields;
}

export interface ForwardingRules {
  /** This node's name in Via. */
  readonly pseudonym: string;
  /** Asked in the place of origins; null for none. */
  readonly parent: OriginPlace | null;
}

/** Never forwarded: ours to say, or what an origin could be led by to answer for another name, method or place. */
const WITHHELD =
  /^(?:host|via|range|if-.*|content-.*|expect|te|accept-encoding|forwarded|x-forwarded-.*|x-real-ip|x-original-url|x-rewrite-url|x-http-method.*|x-method-override|x-host|max-forwards|proxy-.*)$/;

/**
 * The fields that go on: those that the origin's record names, end to end, and Accept-Encoding: `identity`, unless the object is
 * known to vary by it.
 */
export function forwardedRequest(
  client: ClientRequest,
  { origin }: ContentPlace,
  varyNames: readonly string[],
): ForwardedRequest {
  const allowed = origin.requestHeaders ?? [];
  const takesAll = allowed.includes('*');
  const named = new Set(allowed);
  const kept = endToEndFields(client.fields).filter((name) => !WITHHELD.test(name) && (takesAll || named.has(name)));
  const encoding = varyNames.includes('accept-encoding') ? client.joinedHeader('accept-encoding') : undefined;
  const fields = new HeaderFields([...kept.raw, 'Accept-Encoding', encoding ?? 'identity']);
  return { method: client.method, fields, joinedHeader: (name) => fields.joinedHeader(name) };
}

/** The question to the origin, or to the parent that stands before it. `more` are further lines, such as conditions. */
export function sourceRequest(
  client: ClientRequest,
  forwarded: ForwardedRequest,
  content: ContentPlace,
  rules: ForwardingRules,
  more: readonly (readonly [name: string, value: string])[] = [],
): SourceRequest {
  const { parent, pseudonym } = rules;
  const host = parent === null ? content.originText : authorityOf(parent);
  const via = appendVia(client.joinedHeader('via'), client.minorVersion, pseudonym);
  return {
    place: parent ?? content.place,
    method: forwarded.method,
    target: parent === null ? content.target : withCacheHostOrigin(content.target, content.cacheHostOrigin),
    headers: ['Host', host, ...forwarded.fields.raw, 'Via', via, ...more.flat()],
    body: null,
    ranges: forwarded.method === 'GET' ? 'as-wanted' : 'never',
  };
}

function authorityOf({ host, port }: OriginPlace): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
