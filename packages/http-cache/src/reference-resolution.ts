/** Where a relative reference is resolved: an origin, spelled as in `CacheHostOrigin.text`, and a target. */
export interface BaseTarget {
  readonly scheme: 'http' | 'https';
  /** The spellings under which the origin is known: with and without a default port, or the node's own authority. */
  readonly authorities: readonly string[];
  readonly target: string;
}

const REFERENCE = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/;

/**
 * The target that a URI reference names on the same origin (RFC 3986 section 5.2), or null when it names another origin. Only
 * what is merged with the base's path loses its dot segments: an absolute path stays as it was written, since keys are exact.
 */
export function resolveOnOrigin(reference: string, { scheme, authorities, target }: BaseTarget): string | null {
  const [, otherScheme, authority, path = '', query] = REFERENCE.exec(reference) ?? [];
  if (otherScheme !== undefined && (otherScheme.toLowerCase() !== scheme || authority === undefined)) return null;
  if (authority !== undefined && !authorities.includes(authority.toLowerCase())) return null;
  const suffix = query === undefined ? '' : `?${query}`;
  if (authority !== undefined) return `${path === '' ? '/' : path}${suffix}`;
  const [basePath = '/', ...rest] = target.split('?');
  if (path === '') return query === undefined ? [basePath, ...rest].join('?') : `${basePath}${suffix}`;
  if (path.startsWith('/')) return `${path}${suffix}`;
  return `${removeDotSegments(basePath.slice(0, basePath.lastIndexOf('/') + 1) + path)}${suffix}`;
}

/** RFC 3986 section 5.2.4, for a path that begins with a slash. */
function removeDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isDots = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDots) kept.push(segment);
    else if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}
