import type { MovesToCdn } from '@nearhop/contracts';
import { effectiveState } from '@nearhop/decision';
import { addressCount, Prefix } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import type { ManagementContext } from './management-context.ts';
import { claimsOfNode } from './node-claims.ts';
import { TurnTaking } from './turn-taking.ts';

const OVERLAPPING_PER_BLOCK = 5_000;
const IPV6_NETWORK_LENGTH = 64;

/**
 * What goes to the CDN when a node stops: the space of its blocks less what other serving nodes of the customer hold
 * around, on or inside them. A node that serves nobody takes nothing away. Counts are exact unless more than 5,000
 * claims overlap one block.
 */
export async function movesToCdn(context: ManagementContext, node: StoredRecord<'node'>): Promise<MovesToCdn> {
  const vector = await context.registry.health.vector();
  if (effectiveState({ node: node.value, vector }) !== 'serving') return { addresses: '0', ipv6Networks: '0' };
  const serving = new ServingNodes(context, vector);
  const served: Prefix[] = [];
  const kept: Prefix[] = [];
  const turns = new TurnTaking();
  for (const { value } of await claimsOfNode(context.registry, node.id)) {
    if (value.state !== 'valid') continue;
    const block = Prefix.parse(value.prefix);
    served.push(block);
    await turns.lookup();
    for (const { value: other } of await context.registry.claimsOverlapping(block, OVERLAPPING_PER_BLOCK)) {
      const isOther = other.state === 'valid' && other.node !== node.id && other.customer === node.value.customer;
      if (!isOther || !(await serving.has(other.node))) continue;
      const prefix = Prefix.parse(other.prefix);
      kept.push(prefix.contains(block) ? block : prefix);
    }
  }
  return {
    addresses: lost(served, kept, (prefix) => (prefix.family === 4 ? prefix : undefined)).toString(),
    ipv6Networks: (lost(served, kept, asIpv6Networks) >> 64n).toString(),
  };
}

/** How many addresses lie in `served` and not in `kept`, which lies within it. */
function lost(
  served: readonly Prefix[],
  kept: readonly Prefix[],
  view: (prefix: Prefix) => Prefix | undefined,
): bigint {
  const count = (prefixes: readonly Prefix[]) =>
    addressCount(prefixes.map(view).filter((prefix) => prefix !== undefined));
  return count(served) - count(kept);
}

/** An IPv6 prefix as whole networks of length 64: one that is longer counts as the network that it lies in. */
function asIpv6Networks(prefix: Prefix): Prefix | undefined {
  if (prefix.family === 4) return undefined;
  return prefix.length <= IPV6_NETWORK_LENGTH ? prefix : Prefix.containing(prefix.address, IPV6_NETWORK_LENGTH);
}

class ServingNodes {
  readonly #context: ManagementContext;
  readonly #vector: Parameters<typeof effectiveState>[0]['vector'];
  readonly #known = new Map<string, boolean>();

  constructor(context: ManagementContext, vector: Parameters<typeof effectiveState>[0]['vector']) {
    this.#context = context;
    this.#vector = vector;
  }

  async has(id: string): Promise<boolean> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const node = await this.#context.registry.get('node', id);
    const serves = node !== undefined && effectiveState({ node: node.value, vector: this.#vector }) === 'serving';
    this.#known.set(id, serves);
    return serves;
  }
}
