import { quotedValue } from './quoted-value.ts';

/** A request target taken apart. */
export type ContentTarget =
  /** `target` is what the origin is asked for: the exact bytes without the parameter. `cacheHostOrigin` is null where there is none. */
  | { readonly ok: true; readonly target: string; readonly cacheHostOrigin: string | null }
  /** 400, with `error` for the client. */
  | { readonly ok: false; readonly error: string };

const PARAMETER = 'cacheHostOrigin=';
const ALLOWED = /^\/[\x21\x22\x24-\x5b\x5d-\x7e]*$/;
/** `.` or `..`, any dot as `%2e`, between separators that may be written as `%2f` or `%5c`: an origin may decode before it splits. */
const DOT_SEGMENT = /(?:\/|%2f|%5c)(?:\.|%2e){1,2}(?:\/|%2f|%5c|$)/i;

/**
 * Takes `cacheHostOrigin` out of a target and checks the rest; nothing is decoded, nothing else changed. Refused: what does not
 * begin with `/`, `\`, `#`, control and non-ASCII characters, dot segments, and the parameter twice.
 */
export function parseContentTarget(received: string): ContentTarget {
  if (!ALLOWED.test(received))
    return refused(received, 'it must begin with "/" and have visible ASCII but "\\" and "#"');
  const question = received.indexOf('?');
  if (hasDotSegment(question === -1 ? received : received.slice(0, question))) {
    return refused(received, 'no segment of its path may be "." or "..", percent-encoded or not');
  }
  const found = question === -1 ? -1 : nextParameter(received, question);
  if (found === -1) return { ok: true, target: received, cacheHostOrigin: null };
  if (nextParameter(received, received.indexOf('&', found + 1)) !== -1)
    return refused(received, 'it must have cacheHostOrigin once');
  const ampersand = received.indexOf('&', found + 1);
  const end = ampersand === -1 ? received.length : ampersand;
  return {
    ok: true,
    target: without(received, found, end),
    cacheHostOrigin: received.slice(found + 1 + PARAMETER.length, end),
  };
}

/** Puts the parameter in as the last: the opposite of taking it out, for URLs of a node. */
export function withCacheHostOrigin(target: string, origin: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${PARAMETER}${origin}`;
}

/** Nearly all paths are done with after the two cheap looks. */
function hasDotSegment(path: string): boolean {
  return (path.includes('/.') || path.includes('%')) && DOT_SEGMENT.test(path);
}

/** The first `?` or `&` at or after `separator`, itself one or -1, that the parameter follows. */
function nextParameter(text: string, separator: number): number {
  let at = separator;
  while (at !== -1 && !text.startsWith(PARAMETER, at + 1)) at = text.indexOf('&', at + 1);
  return at;
}

/** From the separator at `start` to `end`: the first parameter leaves its `?` to the one after it. */
function without(text: string, start: number, end: number): string {
  return text[start] === '?' && end < text.length
    ? `${text.slice(0, start + 1)}${text.slice(end + 1)}`
    : `${text.slice(0, start)}${text.slice(end)}`;
}

function refused(received: string, rule: string): ContentTarget {
  return { ok: false, error: `Cannot take target ${quotedValue(received)}: ${rule}` };
}
