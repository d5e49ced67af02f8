import type { ClaimCounts, NodeWritten } from '@nearhop/contracts';
import type { StoredRecord } from '@nearhop/registry';
import type { ManagementContext } from './management-context.ts';
import { nodeResource } from './node-resource.ts';
import { positionOf } from './write-position.ts';
import type { ClaimWrite, NodeMade } from './write-node.ts';

type Said = Pick<NodeWritten, 'notes' | 'movesToCdn'>;

/** The answer to a write that was made: the node as the registry has it now. */
export async function nodeWritten(
  context: ManagementContext,
  node: StoredRecord<'node'>,
  made: NodeMade,
  said: Said,
): Promise<NodeWritten> {
  const stored = (await context.registry.get('node', node.id)) ?? node;
  return {
    node: await nodeResource(context, stored),
    position: positionOf(made.position),
    dryRun: false,
    repeated: made.repeated,
    claims: made.counts,
    commits: made.commits,
    ...said,
  };
}

/** What a write of nothing made. */
export async function nothingMade(context: ManagementContext, how: 'first' | 'repeated'): Promise<NodeMade> {
  const position = await context.registry.position();
  return { position, repeated: how === 'repeated', commits: 0, counts: countStates([]) };
}

export function countStates(claims: readonly Pick<ClaimWrite, 'claim'>[]): ClaimCounts {
  const count = (state: string) => claims.filter(({ claim }) => claim.state === state).length;
  return {
    valid: count('valid'),
    attentionRequired: count('attention-required'),
    inReview: count('in-review'),
    removed: 0,
  };
}
