import {
  admittedShareOf,
  verdictOf,
  type CacheNode,
  type EffectiveState,
  type HealthVector,
  type ServerAddress,
} from '@nearhop/contracts';

/** The first that holds, as the design's table of words lists them. */
export function expectedState(node: CacheNode, vector: HealthVector): EffectiveState {
  const verdict = verdictOf(vector, node.number);
  const rules: readonly (readonly [EffectiveState, boolean])[] = [
    ['not-configured', node.servers.ipv4 === undefined && node.servers.ipv6 === undefined],
    ['disabled', !node.enabled],
    ['not-activated', sendsTo(node, 'ipv4') === undefined && sendsTo(node, 'ipv6') === undefined],
    ['down', node.admin.state === 'down'],
    ['draining', node.admin.state === 'drain'],
    ['serving', node.admin.state === 'up'],
    ['down', verdict === 'down' || (verdict === 'unknown' && vector.number > 0)],
    ['full', verdict === 'up' && admittedShareOf(vector, node.number) === 0],
  ];
  return rules.find(([, holds]) => holds)?.[0] ?? 'serving';
}

/** The address of a family that devices may be sent to: one that the node proved, or any when an administrator activated it. */
export function sendsTo(node: CacheNode, family: 'ipv4' | 'ipv6'): ServerAddress | undefined {
  const { activated, activation } = node;
  const asked = node.servers[family];
  if (!activated || asked === undefined) return undefined;
  if (activation === undefined) return asked;
  const shown = activation.proven[family];
  return shown !== undefined && shown.address === asked.address && shown.port === asked.port ? asked : undefined;
}
