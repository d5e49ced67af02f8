import type { Address, Family } from '@nearhop/ip';
import type { CachePicks } from './cache-picks.ts';
import type { NodeStates } from './node-states.ts';
import { rendezvousScore } from './rendezvous.ts';
import { TopScores } from './top-scores.ts';

const sameFamily = new TopScores();
const otherFamily = new TopScores();

/**
 * Adds one block's serving nodes to the picks while there is room: in rendezvous order first those that serve the
 * client's family, then, again in that order, all their servers of the other family. Nodes picked before are left out.
 */
export function pickFromBlock(
  picks: CachePicks,
  block: { readonly nodes: readonly number[]; readonly rank: 'first' | 'backup' },
  client: Address,
  states: NodeStates,
): void {
  const { nodes, rank } = block;
  const other: Family = client.family === 4 ? 6 : 4;
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) {
    if (!states.isServing(only) || picks.hasNode(only)) return;
    if (states.serves(only, client.family)) picks.add(only, client.family, rank);
    if (states.serves(only, other)) picks.add(only, other, rank);
    return;
  }
  sameFamily.clear();
  otherFamily.clear();
  for (const node of nodes) {
    if (!states.isServing(node) || picks.hasNode(node)) continue;
    const score = rendezvousScore(client, node, states.weightOf(node));
    if (states.serves(node, client.family)) sameFamily.offer(node, score);
    if (states.serves(node, other)) otherFamily.offer(node, score);
  }
  for (let index = 0; index < sameFamily.count; index++) picks.add(sameFamily.at(index), client.family, rank);
  for (let index = 0; index < otherFamily.count; index++) picks.add(otherFamily.at(index), other, rank);
}
