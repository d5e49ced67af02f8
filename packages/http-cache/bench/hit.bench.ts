// What the rules cost a hit: nanoseconds a call, the best of several rounds, next to the cost of an empty call.
import { answerStored } from '../src/answer-stored.ts';
import { parseCacheHostOrigin } from '../src/cache-host-origin.ts';
import { cacheKey } from '../src/cache-key.ts';
import { DEFAULT_CACHE_POLICY as policy } from '../src/cache-policy.ts';
import { formatCacheStatus } from '../src/cache-status.ts';
import { parseContentTarget } from '../src/content-target.ts';
import { decideReuse } from '../src/decide-reuse.ts';
import { NOON, NOON_MS, get, stored } from '../src/testing/messages.ts';

const CALLS = 100_000;
const ROUNDS = 7;
const target =
  '/filestreamingservice/files/0c4e8b3f-9e1d-4c5c-8d3f-5b1b0b1f1e2d?P1=1767268800&P2=404&P3=2&P4=abc%2bdef';
const origin = 'tlu.dl.delivery.mp.microsoft.com';
const kept = stored({ 'Cache-Control': 'max-age=3600', ETag: '"a"', 'Last-Modified': NOON, Date: NOON });
const request = get({ Host: 'node', 'User-Agent': 'Microsoft-Delivery-Optimization/10.0', Range: 'bytes=0-1048575' });

const steps: Readonly<Record<string, () => unknown>> = {
  'empty call': () => undefined,
  parseContentTarget: () => parseContentTarget(`${target}&cacheHostOrigin=${origin}`),
  parseCacheHostOrigin: () => parseCacheHostOrigin(origin),
  cacheKey: () => cacheKey({ origin, target, varyValues: [] }),
  decideReuse: () => decideReuse({ request, stored: kept, nowMs: NOON_MS + 5000, policy }),
  'answerStored, one range': () => answerStored({ request, stored: kept, contentBytes: 100_000_000 }),
  formatCacheStatus: () => formatCacheStatus({ outcome: 'hit', ttlSeconds: 3595 }),
};

for (const [name, step] of Object.entries(steps)) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startedAt = Bun.nanoseconds();
    for (let call = 0; call < CALLS; call++) step();
    return (Bun.nanoseconds() - startedAt) / CALLS;
  });
  process.stdout.write(
    `${name.padEnd(26)}${Math.min(...rounds)
      .toFixed(0)
      .padStart(6)} ns\n`,
  );
}
