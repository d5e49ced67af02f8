import { HeaderFields, type ReceivedResponse } from '@nearhop/http-cache';
import type { SourceHead } from '@nearhop/cache-store';
import type { AnswerHead } from '../source/source-request.ts';

/** An origin's answer, as the rules of caching see it. */
export function receivedResponse({ head, askedAtMs, receivedAtMs }: SourceHead): ReceivedResponse {
  // What our own source made.
  const { status, headers } = head as AnswerHead;
  return { status, fields: new HeaderFields(headers), requestedAtMs: askedAtMs, receivedAtMs };
}
