import { Prefix } from '@nearhop/ip';
import { claimVerdict } from './claim-state.ts';
import type { ImportBatch } from './import-batch.ts';
import type { ImportNodes } from './import-nodes.ts';
import type { ManagementContext } from './management-context.ts';
import { TurnTaking } from './turn-taking.ts';
import { countMade, type SettledBatch } from './settle-batch.ts';
import { equalClaimDetail } from './equal-claim.ts';

const OVERLAPPING_LOOKED_AT = 64;

/** Counts what a batch would do, by reading alone. Blocks are held against the registry, not against earlier rows of the file. */
export async function previewBatch(
  context: ManagementContext,
  batch: ImportBatch,
  known: ImportNodes,
): Promise<SettledBatch> {
  const { registry } = context;
  const turns = new TurnTaking();
  for (const [id, { claim, tally }] of batch.claims) {
    await turns.lookup();
    const there = await registry.get('claim', id);
    if (there !== undefined && there.value.state !== 'released') {
      tally.pending--;
      tally.unchanged++;
      continue;
    }
    const overlapping = await registry.claimsOverlapping(Prefix.parse(claim.prefix), OVERLAPPING_LOOKED_AT);
    const verdict = claimVerdict(
      claim,
      overlapping.map(({ value }) => value),
    );
    if (verdict.kind === 'refused') {
      tally.pending--;
      tally.refuseBlock(`block ${await equalClaimDetail(context, claim.prefix, verdict.node)}`);
    } else countMade(verdict.kind === 'valid' ? claim : { ...claim, state: verdict.kind, text: verdict.text }, tally);
  }
  let nodesMade = 0;
  for (const node of batch.nodesToWrite()) {
    if (node.revision === 0 && !node.numbered) nodesMade++;
    node.numbered = true; // counted
    node.changed = false;
  }
  for (const id of batch.customers) known.customerIsThere(id);
  return { position: undefined, nodesMade, customersMade: batch.customers.size };
}
