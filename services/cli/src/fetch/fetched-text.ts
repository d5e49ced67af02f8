import type { Colors } from 'picocolors/types';
import { count } from '../output/count.ts';
import type { Source } from './source.ts';

/** A download that is whole. */
export interface Fetched {
  readonly source: Source;
  /** Why the router sent the client there; `no-router` when it gave no answer. */
  readonly reason: string;
  readonly bytes: number;
  readonly seconds: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** As the source told it (RFC 9211). */
  readonly cacheStatus?: string;
  readonly file?: string;
}

const BYTES_PER_MEGABYTE = 1_000_000;

/** `1,048,576 bytes from Seattle-1 127.0.0.11:8090 (a hit) in 0.021 s, 49.9 MB/s`, and the hash below. */
export function fetchedText(
  { source, reason, bytes, seconds, sha256, cacheStatus, file }: Fetched,
  { bold, dim }: Colors,
): string {
  const how = source.kind === 'cache' ? cacheWords(cacheStatus) : reason;
  const speed = `${(bytes / BYTES_PER_MEGABYTE / Math.max(seconds, 0.000_001)).toFixed(1)} MB/s`;
  const what = `${bold(count(bytes, 'byte'))} from ${placeText(source)} (${how}) in ${seconds.toFixed(3)} s, ${speed}`;
  return [what, dim(`sha256 ${sha256}`), ...(file === undefined ? [] : [`kept in ${file}`])].join('\n');
}

/** `Seattle-1 127.0.0.11:8090`, or `the origin download.example.com`. */
export function placeText(source: Source): string {
  return source.kind === 'cache' ? `${source.node} ${source.place}` : `the origin ${source.place}`;
}

/** What the cache nearest to the device says. */
function cacheWords(cacheStatus = ''): string {
  const nearest = cacheStatus.split(', ').at(-1) ?? '';
  const forwarded = /;\s*fwd=([a-z-]+)/.exec(nearest)?.[1];
  if (forwarded !== undefined) return `a miss: ${forwarded}`;
  return /;\s*hit\b/.test(nearest) ? 'a hit' : 'it does not say how';
}
