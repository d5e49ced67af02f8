export const REDIRECT_PATH = '/v1/redirect/';

/** What a device asks to be redirected to: the bytes it sent, in parts. */
export interface RedirectTarget {
  readonly host: string;
  /** Begins with `/`. */
  readonly path: string;
  /** Without the `?`; null when the target had none. */
  readonly query: string | null;
}

export type TargetReading =
  { readonly kind: 'target'; readonly target: RedirectTarget } | { readonly kind: 'refused'; readonly detail: string };

/** The path of a request as its sender wrote it, as far as a router that matched it can tell. */
export interface MatchedPath {
  /** Percent-decoded segments behind the host. */
  readonly segments: readonly string[];
  readonly ending: 'segment' | 'slash';
}

const DOTS = 'Write a path without "." and ".." segments and backslashes';

/**
 * Takes a redirect's URL apart. `Bun.serve` gives the URL after the WHATWG parser has had it: dot segments are gone,
 * backslashes are slashes. The matched path is from before, so whatever was changed is found by comparing the two, and
 * refused: nothing is redirected to another path than was asked for. Bytes that no target may hold (RFC 3986) come
 * percent-encoded, as RFC 9112 section 3.2 has a redirect do; the apostrophe in a query is the one good byte that is
 * encoded too, so a query with `%27` is refused.
 */
export function readRedirectTarget(url: string, matched: MatchedPath): TargetReading {
  const start = url.indexOf(REDIRECT_PATH);
  const origin = url.slice(0, start);
  if (start === -1 || origin.indexOf('/', origin.indexOf('//') + 2) !== -1 || !origin.includes('://')) {
    return refused('Write one Host header that is a host name or address');
  }
  if (url.includes('#', start)) return refused('Write a target without "#"');
  const question = url.indexOf('?', start);
  const full = question === -1 ? url.slice(start) : url.slice(start, question);
  const query = question === -1 ? null : url.slice(question + 1);
  if (!isUnchanged(full, matched)) return refused(DOTS);
  if (query?.includes('%27') === true) return refused('Write a query without an apostrophe or "%27"');
  if (query !== null && hasCacheHostOrigin(query)) return refused('Write a query without cacheHostOrigin');
  const rest = full.slice(REDIRECT_PATH.length);
  const slash = rest.indexOf('/');
  return { kind: 'target', target: { host: rest.slice(0, slash), path: rest.slice(slash), query } };
}

function isUnchanged(path: string, { segments, ending }: MatchedPath): boolean {
  if (segments.some((segment) => segment === '.' || segment === '..')) return false;
  const slashes = path.split('/').length - 1;
  const slashesOfHost = REDIRECT_PATH.split('/').length - 1;
  return slashes === slashesOfHost + segments.length + (ending === 'slash' ? 1 : 0);
}

function hasCacheHostOrigin(query: string): boolean {
  return query.split('&').some((pair) => decodeName(pair.split('=', 1)[0] ?? '') === 'cachehostorigin');
}

function decodeName(name: string): string {
  return name
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase();
}

function refused(detail: string): TargetReading {
  return { kind: 'refused', detail };
}
