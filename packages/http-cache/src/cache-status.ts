/** Why a request went on to the origin (RFC 9211 section 2.2). */
export type ForwardReason = 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'miss' | 'request' | 'stale' | 'partial';

/** What Cache-Status says of one answer (RFC 9211 section 2). */
export type CacheStatus =
  | {
      readonly outcome: 'hit';
      /** Seconds of freshness left; negative when stale. */
      readonly ttlSeconds?: number;
      readonly detail?: string;
    }
  | {
      readonly outcome: 'forward';
      readonly reason: ForwardReason;
      /** The status that the origin answered with. */
      readonly forwardStatus?: number;
      /** Whether the answer was put into the store, when that is known. */
      readonly stored?: 'yes' | 'no';
      /** Whether it waited for another request's fetch, when that is known. */
      readonly collapsed?: 'yes' | 'no';
      readonly ttlSeconds?: number;
      /** A word such as `NotStored`, or a text. */
      readonly detail?: string;
    };

const TOKEN = /^[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*$/;

/** The value of Cache-Status, as this cache's member: `Nearhop; hit; ttl=300`. */
export function formatCacheStatus(status: CacheStatus): string {
  let value = 'Nearhop';
  if (status.outcome === 'hit') {
    value += '; hit';
  } else {
    value += `; fwd=${status.reason}`;
    if (status.forwardStatus !== undefined) value += `; fwd-status=${status.forwardStatus}`;
    if (status.stored !== undefined) value += status.stored === 'yes' ? '; stored' : '; stored=?0';
    if (status.collapsed !== undefined) value += status.collapsed === 'yes' ? '; collapsed' : '; collapsed=?0';
  }
  if (status.ttlSeconds !== undefined) value += `; ttl=${Math.trunc(status.ttlSeconds)}`;
  if (status.detail !== undefined) value += `; detail=${tokenOrString(status.detail)}`;
  return value;
}

/** With what caches nearer to the origin said before it (RFC 9211 section 2: a list, the nearest to the client last). */
export function appendCacheStatus(received: string | undefined, own: string): string {
  return received === undefined || received === '' ? own : `${received}, ${own}`;
}

/** A structured-field string has visible ASCII and spaces alone; all else becomes `?`. */
function tokenOrString(text: string): string {
  return TOKEN.test(text) ? text : `"${text.replaceAll(/[^ -~]/g, '?').replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
