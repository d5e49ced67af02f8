import type { OriginReply, ReplyHeaders } from './origin-reply.ts';
import type { SeenRequest } from './scripted-origin.ts';

/** An object with one validator. */
export interface OriginObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly headers: ReplyHeaders;
}

/** Answers as a good origin does: validators and single ranges (RFC 9110 sections 13 and 14). */
export function sendObject(object: OriginObject, request: SeenRequest, reply: OriginReply): Promise<void> {
  const { bytes, etag } = object;
  const headers = { ETag: etag, 'Accept-Ranges': 'bytes', ...object.headers };
  if (request.headers.get('if-none-match') === etag) return reply.send(304, headers);
  const range = rangeOf(request, object);
  if (range === undefined) return reply.send(200, headers, bytes);
  const [first, last] = range;
  if (first > last) return reply.send(416, { 'Content-Range': `bytes */${bytes.length}` });
  const contentRange = `bytes ${first}-${last}/${bytes.length}`;
  return reply.send(206, { ...headers, 'Content-Range': contentRange }, bytes.subarray(first, last + 1));
}

/** First and last byte that a request is for; undefined for all of them. */
export function rangeOf(
  { headers }: SeenRequest,
  { bytes, etag }: Pick<OriginObject, 'bytes' | 'etag'>,
): readonly [first: number, last: number] | undefined {
  const asked = /^bytes=([0-9]*)-([0-9]*)$/.exec(headers.get('range') ?? '');
  const condition = headers.get('if-range');
  if (asked === null || (condition !== undefined && condition !== etag)) return undefined;
  const [, first = '', last = ''] = asked;
  if (first === '') return [Math.max(0, bytes.length - Number(last)), bytes.length - 1];
  return [Number(first), last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1)];
}
