import type { Answer } from '@nearhop/http1';
import { endToEndFields, type CacheStatus, type ReceivedResponse } from '@nearhop/http-cache';
import { answerLines } from './answer-lines.ts';
import { dateOf } from './date-of.ts';
import type { Deliveries } from './delivery.ts';
import type { Provenance, Round, Visit } from './visit.ts';

export interface HeadAnswerOptions {
  readonly visit: Visit;
  readonly response: ReceivedResponse;
  readonly status: CacheStatus;
  readonly pseudonym: string;
}

/** To HEAD, what the origin said to HEAD. */
export function headAnswer(
  { visit, response, status, pseudonym }: HeadAnswerOptions,
  deliveries: Deliveries,
): Round<Answer> {
  const fields = endToEndFields(response.fields);
  const provenance: Provenance = { status, fetch: 'own' };
  const told = fields.joinedHeader('content-length') ?? '';
  const lengthBytes = /^[0-9]{1,15}$/.test(told) ? Number(told) : 0;
  const headers = answerLines({ fields, ageSeconds: null, status, pseudonym });
  const body = deliveries.lengthOnly(visit, provenance, response.status, lengthBytes);
  return { kind: 'answer', answer: { status: response.status, headers, body, ...dateOf(fields) } };
}
