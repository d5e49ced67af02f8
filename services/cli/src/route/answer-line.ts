import type { CacheChoice, RouteAnswer } from '@nearhop/contracts';
import type { Colors } from 'picocolors/types';

/** `127.0.1.5 → Seattle-1 203.0.113.10:80 (matched, revision 12, health 0)` or `127.77.7.7 → CDN (no-match)`. */
export function answerLine(answer: RouteAnswer, { bold, green, yellow, dim }: Colors): string {
  const from = bold(answer.client ?? 'unreadable client');
  if (answer.caches.length === 0) return `${from} → ${yellow('CDN')} ${dim(`(${answer.reason})`)}`;
  const caches = answer.caches.map((cache) => place(cache, green)).join(', then ');
  return `${from} → ${caches} ${dim(`(${answer.reason}, revision ${answer.revision}, health ${answer.health})`)}`;
}

function place({ node, address, port, backup }: CacheChoice, paint: (text: string) => string): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${paint(node)} ${host}:${port}${backup ? ' as backup' : ''}`;
}
