import type { StaticObject } from './static-object.ts';

const BUILT_AT = 'Sun, 01 Nov 2026 00:00:00 GMT';

/** An origin's answer: whole objects, single ranges (RFC 9110 section 14), validators; GET and HEAD alone. */
export function answerStatically(request: Request, objects: ReadonlyMap<string, StaticObject>): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('Only GET and HEAD\n', { status: 405, headers: { Allow: 'GET, HEAD' } });
  }
  const object = objects.get(new URL(request.url).pathname);
  if (object === undefined)
    return new Response(index(objects), { status: 404, headers: { 'Content-Type': 'text/plain' } });
  const headers = new Headers({
    'Content-Type': object.type,
    'Cache-Control': 'public, max-age=86400',
    'Accept-Ranges': 'bytes',
    ETag: object.etag,
    'Last-Modified': BUILT_AT,
  });
  if (matches(request.headers.get('If-None-Match'), object.etag)) return new Response(null, { status: 304, headers });
  const range = rangeFor(request, object);
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${object.bytes.length}`);
    return new Response(null, { status: 416, headers });
  }
  const { first, last } = range ?? { first: 0, last: object.bytes.length - 1 };
  if (range !== undefined) headers.set('Content-Range', `bytes ${first}-${last}/${object.bytes.length}`);
  return new Response(object.bytes.subarray(first, last + 1), { status: range === undefined ? 200 : 206, headers });
}

interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The one range asked for; undefined for the whole object: no range, several, a form that is no byte range, or another version's. */
function rangeFor(request: Request, object: StaticObject): ByteRange | 'unsatisfiable' | undefined {
  const condition = request.headers.get('If-Range');
  if (condition !== null && condition !== object.etag && condition !== BUILT_AT) return undefined;
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.get('Range')?.trim() ?? '');
  if (asked === null || (asked[1] === '' && asked[2] === '')) return undefined;
  const size = object.bytes.length;
  if (asked[1] === '') {
    const suffix = Number(asked[2]);
    return suffix === 0 ? 'unsatisfiable' : { first: Math.max(0, size - suffix), last: size - 1 };
  }
  const first = Number(asked[1]);
  const last = asked[2] === '' ? size - 1 : Math.min(Number(asked[2]), size - 1);
  if (asked[2] !== '' && Number(asked[2]) < first) return undefined;
  return first >= size ? 'unsatisfiable' : { first, last };
}

function matches(condition: string | null, etag: string): boolean {
  return (
    condition !== null &&
    (condition.trim() === '*' || condition.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
  );
}

function index(objects: ReadonlyMap<string, StaticObject>): string {
  return [
    'No such object. There are:',
    ...[...objects.values()].map(({ path, bytes }) => `  ${path} (${bytes.length} bytes)`),
    '',
  ].join('\n');
}
