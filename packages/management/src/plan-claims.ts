import { claimId, type Claim, type CacheNode } from '@nearhop/contracts';
import type { StoredRecord } from '@nearhop/registry';
import type { WantedClaim } from './claim-list.ts';
import { claimVerdict, withState } from './claim-state.ts';
import type { FieldReport } from './field-report.ts';
import type { ManagementContext } from './management-context.ts';
import { TurnTaking } from './turn-taking.ts';
import { equalClaimDetail, type ClaimWrite } from './write-node.ts';

export interface ClaimsPlan {
  readonly claims: readonly ClaimWrite[];
  /** Ids. */
  readonly removed: readonly string[];
}

// Ancestors come first, so this misses at most blocks inside a very large claim; the commit finds those.
const OVERLAPPING_LOOKED_AT = 256;

/**
 * What must be written so that a node's claims become the wanted list: new ones with the state that they get, those whose `shared`
 * changes, and those that go. Claims that stay keep their state. An own node's equal block goes to the report.
 */
export async function planClaims(
  context: ManagementContext,
  node: Pick<CacheNode, 'id' | 'customer'>,
  wanted: readonly WantedClaim[],
  existing: readonly StoredRecord<'claim'>[],
  report: FieldReport,
): Promise<ClaimsPlan> {
  const standing = new Map(existing.map((record) => [record.id, record]));
  const claims: ClaimWrite[] = [];
  const turns = new TurnTaking();
  for (const { prefix, shared, pointer, position } of wanted) {
    const asked = { node: node.id, customer: node.customer, prefix: prefix.toString(), shared: shared ?? false };
    const id = claimId(asked);
    const before = standing.get(id);
    standing.delete(id);
    if (before !== undefined && (shared ?? before.value.shared) === before.value.shared) continue;
    await turns.lookup();
    const overlapping = await context.registry.claimsOverlapping(prefix, OVERLAPPING_LOOKED_AT);
    const verdict = claimVerdict(
      asked,
      overlapping.map(({ value }) => value),
    );
    if (verdict.kind === 'refused') {
      report.conflict(pointer, `block ${position}: ${await equalClaimDetail(context, asked.prefix, verdict.node)}`);
      continue;
    }
    const claim: Claim =
      before === undefined
        ? withState({ ...asked, state: verdict.kind }, verdict)
        : { ...before.value, shared: asked.shared };
    claims.push({ claim, pointer, revision: before?.revision ?? 0 });
  }
  return { claims, removed: [...standing.keys()] };
}
