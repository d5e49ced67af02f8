import { checkContentRange, parseRange, type ByteRange } from '@nearhop/http-cache';
import { OriginError } from './origin-error.ts';
import { valueOf, type OriginRequest } from './origin-request.ts';

/** How much of what an answer's body holds. */
export interface AnswerFraming {
  /** Of the body; null when the origin does not tell. */
  readonly lengthBytes: number | null;
  /** Of a 206; `completeBytes` is null when the origin does not tell. */
  readonly part: (ByteRange & { readonly completeBytes: number | null }) | null;
}

const NO_BODY = new Set([204, 304]);
const NOTHING: AnswerFraming = { lengthBytes: 0, part: null };

/** Throws OriginError for an answer that contradicts itself or the question, of which no byte may be believed. */
export function answerFraming(
  { method, headers: asked }: OriginRequest,
  status: number,
  headers: readonly string[],
): AnswerFraming {
  if (status < 200 || status > 599) throw bad(`its status must be 200 to 599: received ${status}`);
  const told = valueOf(headers, 'content-length');
  if (told !== undefined && !/^[0-9]{1,15}$/.test(told)) throw bad(`its Content-Length is ${JSON.stringify(told)}`);
  const bodyBytes = told === undefined ? null : Number(told);
  if (method === 'HEAD' || NO_BODY.has(status)) return NOTHING;
  if (status !== 206) return { lengthBytes: bodyBytes, part: null };
  const range = askedRange(valueOf(asked, 'range'));
  if (range === undefined) throw bad('it is a part, and the whole was asked for');
  const check = checkContentRange({ contentRange: valueOf(headers, 'content-range'), asked: range, bodyBytes });
  if (!check.ok) throw bad(`it is a part whose Content-Range is wrong: ${check.why}`);
  const { first, last } = check.range;
  return { lengthBytes: last - first + 1, part: { first, last, completeBytes: check.completeBytes } };
}

/** Of the ranges that we ask for: one, from a byte on. */
function askedRange(field: string | undefined): ByteRange | undefined {
  const [spec, another] = (field === undefined ? undefined : parseRange(field)) ?? [];
  if (spec === undefined || another !== undefined || 'suffixBytes' in spec) return undefined;
  return { first: spec.first, last: spec.last ?? Number.MAX_SAFE_INTEGER };
}

function bad(why: string): OriginError {
  return new OriginError('bad-answer', `Cannot use the answer: ${why}`);
}
