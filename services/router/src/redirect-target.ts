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

/**
 * What URL parsers (WHATWG) take out of a path: `.` and `..` in their spellings, and backslashes, which they read as slashes.
 * Whoever follows a redirect would ask for another path than stands in it.
 */
const CHANGED_BY_URL_PARSERS = /\/(?:\.|%2e){1,2}(?:\/|$)|\\/i;

/** Takes a target that begins with REDIRECT_PATH apart. Nothing of it is decoded or written anew. */
export function readRedirectTarget(target: string): TargetReading {
  const question = target.indexOf('?');
  const full = question === -1 ? target : target.slice(0, question);
  const query = question === -1 ? null : target.slice(question + 1);
  const slash = full.indexOf('/', REDIRECT_PATH.length);
  if (slash === -1) return refused('Write /v1/redirect/<origin host>/<path>');
  const path = full.slice(slash);
  if (CHANGED_BY_URL_PARSERS.test(path)) return refused('Write a path without "." and ".." segments and backslashes');
  if (query !== null && hasCacheHostOrigin(query)) return refused('Write a query without cacheHostOrigin');
  return { kind: 'target', target: { host: full.slice(REDIRECT_PATH.length, slash), path, query } };
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
