import { formatCacheStatus } from '@nearhop/http-cache';
import type { Delivered } from '../content/delivery.ts';

/** One line of the access log, a JSON object without its line end. Control characters come out escaped. */
export function accessLine(
  { visit, provenance, httpStatus, ending, sentBytes, hitBytes }: Delivered,
  nowMs: number,
): string {
  const { client, content, startedAtMs } = visit;
  return JSON.stringify({
    at: new Date(startedAtMs).toISOString(),
    client: client.remoteAddress,
    method: client.method,
    origin: content.originText,
    target: content.target,
    range: client.joinedHeader('range'),
    status: httpStatus,
    bytes: sentBytes,
    hitBytes,
    ms: Math.round(nowMs - startedAtMs),
    ending,
    cache: formatCacheStatus(provenance.status),
  });
}

export interface RefusedLine {
  readonly atMs: number;
  readonly client: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly why: string;
}

export function refusedLine({ atMs, client, method, target, status, why }: RefusedLine): string {
  return JSON.stringify({ at: new Date(atMs).toISOString(), client, method, target, status, refused: why });
}
