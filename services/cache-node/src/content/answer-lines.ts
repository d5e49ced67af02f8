import {
  appendCacheStatus,
  appendVia,
  formatCacheStatus,
  type CacheStatus,
  type HeaderFields,
} from '@nearhop/http-cache';
import { headerLine } from '@nearhop/http1';

export interface AnswerLines {
  readonly fields: HeaderFields;
  /** Null for an answer that is as old as the request. */
  readonly ageSeconds: number | null;
  readonly status: CacheStatus;
  readonly pseudonym: string;
  /** Further lines, each ending in CRLF. */
  readonly more?: string;
}

/** Said anew for each answer, or the listener's. */
const OURS = new Set([
  'accept-ranges',
  'age',
  'cache-status',
  'connection',
  'content-length',
  'date',
  'transfer-encoding',
  'via',
]);

/** The header lines of an answer: the origin's fields, and what a cache adds (RFC 9111 section 5.1, RFC 9110 section 7.6.3, RFC 9211). */
export function answerLines({ fields, ageSeconds, status, pseudonym, more = '' }: AnswerLines): string {
  let lines = '';
  for (const [name, value] of fields) {
    if (!OURS.has(name.toLowerCase())) lines += headerLine(name, value);
  }
  if (ageSeconds !== null) lines += headerLine('Age', String(ageSeconds));
  lines += headerLine('Via', appendVia(fields.joinedHeader('via'), 1, pseudonym));
  lines += headerLine(
    'Cache-Status',
    appendCacheStatus(fields.joinedHeader('cache-status'), formatCacheStatus(status)),
  );
  return lines + more;
}
