import type { CacheChoice, Reason } from '@nearhop/contracts';

export type NodeReason = Extract<Reason, 'matched' | 'backup'>;
export type CdnReason = Exclude<Reason, NodeReason>;

/** Where a device is sent, and why. `caches` is in the order to try, at most MAX_CACHES, and empty for the CDN alone. */
export type RouteDecision =
  | { readonly kind: 'node'; readonly reason: NodeReason; readonly caches: readonly CacheChoice[] }
  | { readonly kind: 'cdn'; readonly reason: CdnReason; readonly caches: readonly [] };

/** One object per reason, so that what is made of it can be kept. */
const TO_CDN: { readonly [R in CdnReason]: RouteDecision } = {
  'no-table': toCdn('no-table'),
  'no-match': toCdn('no-match'),
  'in-review': toCdn('in-review'),
  'attention-required': toCdn('attention-required'),
  'node-not-configured': toCdn('node-not-configured'),
  'node-not-activated': toCdn('node-not-activated'),
  'node-disabled': toCdn('node-disabled'),
  'node-draining': toCdn('node-draining'),
  'node-down': toCdn('node-down'),
  'node-full': toCdn('node-full'),
  'special-address': toCdn('special-address'),
  'bad-client-address': toCdn('bad-client-address'),
};

export function cdnDecision(reason: CdnReason): RouteDecision {
  return TO_CDN[reason];
}

function toCdn(reason: CdnReason): RouteDecision {
  return { kind: 'cdn', reason, caches: [] };
}
