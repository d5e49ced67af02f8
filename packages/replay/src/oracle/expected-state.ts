import { admittedShareOf, verdictOf, type CacheNode, type EffectiveState, type HealthVector } from '@nearhop/contracts';

/** The first that holds, as the design's table of words lists them. */
export function expectedState(node: CacheNode, vector: HealthVector): EffectiveState {
  const verdict = verdictOf(vector, node.number);
  const rules: readonly (readonly [EffectiveState, boolean])[] = [
    ['not-configured', node.servers.ipv4 === undefined && node.servers.ipv6 === undefined],
    ['disabled', !node.enabled],
    ['not-activated', !node.activated],
    ['down', node.admin.state === 'down'],
    ['draining', node.admin.state === 'drain'],
    ['serving', node.admin.state === 'up'],
    ['down', verdict === 'down' || (verdict === 'unknown' && vector.number > 0)],
    ['full', verdict === 'up' && admittedShareOf(vector, node.number) === 0],
  ];
  return rules.find(([, holds]) => holds)?.[0] ?? 'serving';
}
