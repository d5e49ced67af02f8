import type { ByteRange, OpenSource, Source } from '@nearhop/cache-store';
import type { OriginClient } from '../origin/origin-client.ts';
import type { OriginAnswer, OriginRequest } from '../origin/origin-request.ts';
import type { AnswerHead, SourceRequest } from './source-request.ts';

/** The store's source of bytes: origins. Its errors carry the codes of OriginError. */
export function originSource(client: () => OriginClient): OpenSource {
  return async ({ request, range }, signal) => {
    // The main thread's own: `SourceRequest` went through a structured clone.
    const answer = await client().fetch(withRange(request as SourceRequest, range), signal);
    const { status, headers, body } = answer;
    return { head: { status, headers } satisfies AnswerHead, body, ...extentOf(answer) };
  };
}

/** A whole object is asked for without Range: origins that have no ranges then need not say so. */
function withRange(request: SourceRequest, { start, end }: ByteRange): OriginRequest {
  if (request.ranges === 'never' || (start === 0 && end === null)) return request;
  const range = `bytes=${start}-${end === null ? '' : end - 1}`;
  return { ...request, headers: [...request.headers, 'Range', range] };
}

function extentOf({ part, lengthBytes }: OriginAnswer): Pick<Source, 'start' | 'end' | 'lengthBytes'> {
  if (part === null) return { start: 0, end: lengthBytes, lengthBytes };
  return { start: part.first, end: part.last + 1, lengthBytes: part.completeBytes };
}
