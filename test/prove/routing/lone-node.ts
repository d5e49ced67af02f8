import type { CacheNode } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { DressedWorld } from './dressed-world.ts';

/** A node that nothing but its verdict or its operator keeps from serving, and a client who has it alone: no other hides that it is down. */
export function findLoneNode({ nodes, claims, world }: DressedWorld): {
  readonly node: CacheNode;
  readonly client: string;
} {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const claim of claims) {
    const node = byId.get(claim.node);
    const client = Prefix.parse(claim.prefix).first();
    const nest = world.blocks.find(client);
    const alone = nest?.value.length === 1 && nest.value[0] === claim.node && nest.enclosing === undefined;
    const ready =
      node?.enabled === true && node.activated && node.admin.state === 'auto' && node.servers.ipv4 !== undefined;
    if (claim.state === 'valid' && alone && ready) return { node, client: client.toString() };
  }
  throw new Error('The stage has no client who has a node alone');
}
