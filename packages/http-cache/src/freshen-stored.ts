import type { CachePolicy } from './cache-policy.ts';
import { matchesStrongly, matchesWeakly, parseEntityTag } from './entity-tag.ts';
import { HeaderFields, type RequestHead } from './header-fields.ts';
import { parseHttpDate } from './http-date.ts';
import { mayStore, type NotStored } from './may-store.ts';
import { endToEndFields } from './storable-fields.ts';
import type { ReceivedResponse, ResponseRecord, StoredResponse } from './stored-response.ts';

/** They tell of the stored content, or of the key it lies under: only other content changes them (RFC 9111 section 3.2). */
const NEVER_OVERWRITTEN = new Set([
  'content-digest',
  'content-encoding',
  'content-length',
  'content-md5',
  'content-range',
  'digest',
  'etag',
  'repr-digest',
  'set-cookie',
  'vary',
]);

export interface FreshenQuestion {
  /** The request that was made conditional: its method counts as GET. */
  readonly request: RequestHead;
  readonly stored: StoredResponse;
  /** A 304, or the 200 to a HEAD. */
  readonly response: ReceivedResponse;
  readonly policy: CachePolicy;
}

export type Freshening =
  | { readonly kind: 'updated'; readonly record: ResponseRecord }
  /** Answer this request by the record, and drop what is stored: it may be kept no longer. */
  | { readonly kind: 'last-use'; readonly record: ResponseRecord; readonly why: NotStored }
  /** The answer is about other content than the stored: ask again without conditions (304), or take it for stale (HEAD). */
  | { readonly kind: 'other-content' };

/** Which of the stored responses of one key a 304 is about (RFC 9111 section 4.3.4); null for none of them. */
export function selectFreshened(candidates: readonly StoredResponse[], fields: HeaderFields): StoredResponse | null {
  const field = fields.joinedHeader('etag');
  const modified = fields.joinedHeader('last-modified');
  if (field !== undefined) {
    const tag = parseEntityTag(field);
    if (tag === undefined) return null;
    const matches = tag.strength === 'strong' ? matchesStrongly : matchesWeakly;
    return newest(candidates.filter(({ etag }) => etag !== null && matches(tag, etag)));
  }
  if (modified !== undefined) {
    return newest(
      candidates.filter(
        ({ lastModifiedMs, dateMs }) => lastModifiedMs !== null && lastModifiedMs === parseHttpDate(modified, dateMs),
      ),
    );
  }
  // The RFC wants the stored one to have no validator either; servers that send bare 304s are many, and only one was asked about.
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** What a 304 makes of the stored response that was asked about (RFC 9111 sections 3.2 and 4.3.4). */
export function freshenBy304(question: FreshenQuestion): Freshening {
  const { stored, response } = question;
  return selectFreshened([stored], response.fields) === null ? OTHER_CONTENT : merged(question);
}

/** What a 200 to a HEAD makes of it (RFC 9111 section 4.3.5): any of length and validators that is there must be the same. */
export function freshenByHead(question: FreshenQuestion): Freshening {
  const { stored, response } = question;
  const same = ['content-length', 'etag', 'last-modified'].every((name) => {
    const value = response.fields.joinedHeader(name);
    const before = stored.fields.joinedHeader(name);
    // The record of an object that came in parts has no length.
    return value === undefined || value === before || (before === undefined && name === 'content-length');
  });
  return same ? merged(question) : OTHER_CONTENT;
}

const OTHER_CONTENT: Freshening = Object.freeze({ kind: 'other-content' });

function merged({ request, stored, response, policy }: FreshenQuestion): Freshening {
  const news = endToEndFields(response.fields).filter((name) => !NEVER_OVERWRITTEN.has(name));
  const replaced = new Set(news.names());
  // Age and Date told of the old response alone: without new ones, the instant of receipt speaks.
  const kept = stored.fields.filter((name) => !replaced.has(name) && name !== 'age' && name !== 'date');
  const { requestedAtMs, receivedAtMs } = response;
  const whole = {
    status: stored.status,
    fields: new HeaderFields([...kept.raw, ...news.raw]),
    requestedAtMs,
    receivedAtMs,
  };
  const asGet = { method: 'GET', joinedHeader: (name: string) => request.joinedHeader(name) };
  const decision = mayStore({ request: asGet, response: whole, policy });
  if (decision.store) return { kind: 'updated', record: decision.record };
  const { status, fields } = whole;
  return { kind: 'last-use', record: { status, fields: fields.raw, requestedAtMs, receivedAtMs }, why: decision.why };
}

function newest(candidates: readonly StoredResponse[]): StoredResponse | null {
  return candidates.reduce<StoredResponse | null>(
    (latest, candidate) => (latest === null || candidate.dateMs > latest.dateMs ? candidate : latest),
    null,
  );
}
