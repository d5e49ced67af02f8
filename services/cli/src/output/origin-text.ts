import type { Origin, OriginWritten } from '@nearhop/contracts';
import type { Terminal } from '../terminal.ts';

/** One line about an origin that was written. */
export function originText(
  { color }: Pick<Terminal, 'color'>,
  { done, would }: { readonly done: string; readonly would: string },
  { origin, position, dryRun }: OriginWritten,
): string {
  const more = originDetails(origin);
  const said = [`${origin.scheme} on port ${origin.port}`, ...more].join(', ');
  return `${dryRun ? would : done} origin ${color.bold(origin.host)}, ${said} ${color.dim(`(revision ${position.revision})`)}`;
}

/** What an origin says besides its host, scheme and port. */
export function originDetails(origin: Origin): string[] {
  const { aliasOf, neverCache, defaultFreshSeconds, testPath, methods, requestHeaders } = origin;
  return [
    ...(aliasOf === undefined ? [] : [`alias of ${aliasOf}`]),
    ...(neverCache === undefined ? [] : [`never kept: ${neverCache.join(' ')}`]),
    ...(defaultFreshSeconds === undefined ? [] : [`fresh for ${defaultFreshSeconds} s unless it says otherwise`]),
    ...(testPath === undefined ? [] : [`tested with ${testPath}`]),
    ...(methods === undefined ? [] : ['all methods']),
    ...(requestHeaders === undefined ? [] : [`passes on ${requestHeaders.join(' ')}`]),
  ];
}
