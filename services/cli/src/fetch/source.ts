import type { CacheChoice } from '@nearhop/contracts';
import { parseCacheHostOrigin, withCacheHostOrigin } from '@nearhop/http-cache';
import { CommandFailure } from '../command-failure.ts';

/** Where an object may come from. */
export type Source =
  | { readonly kind: 'cache'; readonly node: string; readonly url: string; readonly place: string }
  | { readonly kind: 'origin'; readonly url: string; readonly place: string };

/** The sources of an origin's URL, in the order to try: the caches of the router's answer, and the origin itself. */
export function sourcesOf(origin: URL, caches: readonly CacheChoice[]): readonly Source[] {
  // The scheme's own port is left out by URL, and known to the node from the origin's record.
  const target = withCacheHostOrigin(`${origin.pathname}${origin.search}`, origin.host);
  const fromCaches = caches.map(({ node, address, port }): Source => {
    const place = `${address.includes(':') ? `[${address}]` : address}:${port}`;
    return { kind: 'cache', node, url: `http://${place}${target}`, place };
  });
  return [...fromCaches, { kind: 'origin', url: origin.href, place: origin.host }];
}

/** A URL of an origin, as a cache could be asked for it. Throws CommandFailure. */
export function readOriginUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || parseCacheHostOrigin(url.host).kind === 'refused')
    throw new CommandFailure(
      'usage',
      `Cannot fetch "${text}": write a URL of an origin, such as http://download.example.com/file.bin`,
    );
  url.hash = '';
  return url;
}
