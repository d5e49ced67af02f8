import { claimId, type CacheNode, type Claim } from '@nearhop/contracts';
import type { RecordWrite } from '@nearhop/registry';
import { removalOf } from '../commit-claims.ts';

/** What a dry run of a node and its claims would write. */
export function plannedWrites(
  node: CacheNode,
  claims: readonly Claim[],
  removed: readonly Claim[],
  at: string,
): RecordWrite[] {
  return [
    { kind: 'node', id: node.id, value: node },
    ...claims.map((claim) => ({ kind: 'claim', id: claimId(claim), value: claim }) as const),
    ...removed.map((claim) => removalOf(claim, at)),
  ];
}
