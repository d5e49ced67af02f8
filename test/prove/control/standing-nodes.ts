import type { CacheNode, Claim } from '@nearhop/contracts';
import { openRegistry } from '@nearhop/registry';
import type { KeptNode } from './kept-node.ts';

export interface StandingNodes {
  /** By `customer/name`. */
  readonly nodes: ReadonlyMap<string, KeptNode>;
  readonly faults: string[];
}

/** The nodes of a store as they stand, read from the store itself. */
export async function readStanding(store: string): Promise<StandingNodes> {
  const registry = await openRegistry(store, { access: 'follow' });
  try {
    const nodes: CacheNode[] = [];
    const claims: Claim[] = [];
    const { pages } = await registry.snapshot();
    for await (const page of pages) {
      for (const { kind, value } of page) {
        if (kind === 'node' && value.deletedAt === undefined) nodes.push(value);
        if (kind === 'claim' && value.state !== 'released') claims.push(value);
      }
    }
    return together(nodes, claims);
  } finally {
    await registry.close();
  }
}

function together(nodes: readonly CacheNode[], claims: readonly Claim[]): StandingNodes {
  const faults: string[] = [];
  const prefixes = new Map<string, Set<string>>(nodes.map(({ id }) => [id, new Set()]));
  for (const { node, prefix, state } of claims) {
    const own = prefixes.get(node);
    if (own === undefined) faults.push(`claim ${prefix} is ${state} and its node ${node} is not there`);
    else if (state !== 'valid') faults.push(`claim ${prefix} of ${node} is ${state}`);
    own?.add(prefix);
  }
  const standing = new Map<string, KeptNode>();
  for (const { id, customer, name, maxEgressMbps = 0, enabled } of nodes) {
    const key = `${customer}/${name}`;
    if (standing.has(key)) faults.push(`there are two nodes ${key}`);
    standing.set(key, { maxEgressMbps, enabled, claims: prefixes.get(id) ?? new Set() });
  }
  return { nodes: standing, faults };
}
