import { claimId, type NodeWritten } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { claimVerdict } from '../claim-state.ts';
import { claimsAround } from '../claims-around.ts';
import { nameTakenDetail, staleError } from '../commit-change.ts';
import { findDeletedNode } from './deleted-nodes.ts';
import { earlierChange } from '../earlier-change.ts';
import { equalClaimDetail } from '../equal-claim.ts';
import { FieldReport } from '../field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { claimsOfNode } from '../node-claims.ts';
import { nodeNamed } from '../node-reference.ts';
import { asNodeResource } from '../node-resource.ts';
import { countStates, nodeWritten, nothingMade } from '../node-written.ts';
import { otherChangeError } from '../same-change.ts';
import { checkServersFree } from '../servers-free.ts';
import { TurnTaking } from '../turn-taking.ts';
import { writeNode, type ClaimWrite } from '../write-node.ts';
import { positionOf } from '../write-position.ts';

// A block around or inside another customer's is seen by its ancestors, or by the first inside it.
const MOST_LOOKED_AT = 4_096;

/**
 * Brings a deleted node back as it was, with the blocks that its deletion released. Its name, its addresses or space that somebody took in
 * the meantime fail it whole, all told at once: one's own by name, others' not.
 */
export async function restoreNode(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<NodeWritten> {
  const { registry } = context;
  const earlier = await earlierChange(context, request);
  if (earlier !== undefined) {
    const made = earlier.writes.find(({ kind }) => kind === 'node');
    const record = made === undefined ? undefined : await registry.get('node', made.id);
    if (record === undefined || !namesNode(reference, record)) throw otherChangeError(earlier.position.revision);
    return nodeWritten(context, record, await nothingMade(context, 'repeated'), { notes: [] });
  }
  const record = await findDeletedNode(context, reference);
  if (request.expectedRevision !== undefined && request.expectedRevision !== record.revision)
    throw staleError([record]);
  const { deletedAt, ...value } = record.value;
  const stored = await claimsOfNode(registry, record.id);
  const released = stored.filter((claim) => claim.value.since === deletedAt && claim.value.state === 'released');
  const at = instant(context);
  const claims = released.map((before): ClaimWrite => {
    return { claim: { ...before.value, state: 'valid', since: at }, pointer: '/claims', before };
  });
  await checkFree(context, { ...record, value }, claims);
  if (request.dryRun === true) {
    const values = claims.map(({ claim }) => claim);
    return {
      node: asNodeResource(context, { value, revision: record.revision }, values, await registry.health.vector()),
      position: positionOf(await registry.position()),
      dryRun: true,
      repeated: false,
      claims: countStates(claims),
      notes: [],
      commits: 0,
    };
  }
  const plan = { node: value, revision: record.revision, claims, removed: [], newCustomer: undefined };
  const made = await writeNode(context, plan, request);
  return nodeWritten(context, { ...record, value, revision: made.position.revision }, made, { notes: [] });
}

/** Throws ManagementError with everything that stands in the way. */
async function checkFree(
  context: ManagementContext,
  { value }: StoredRecord<'node'>,
  claims: readonly ClaimWrite[],
): Promise<void> {
  const report = new FieldReport();
  if ((await nodeNamed(context, value.customer, value.name)) !== undefined)
    report.exists('/name', nameTakenDetail(value.name));
  await checkServersFree(context, value, report);
  const turns = new TurnTaking();
  for (const { claim } of claims) {
    await turns.lookup();
    const around = await claimsAround(context.registry, Prefix.parse(claim.prefix), MOST_LOOKED_AT);
    const others = around.claims.filter(({ id }) => id !== claimId(claim)).map((other) => other.value);
    const verdict = claimVerdict(claim, others);
    if (verdict.kind === 'refused')
      report.conflict('/claims', await equalClaimDetail(context, claim.prefix, verdict.node));
    else if (verdict.kind !== 'valid')
      report.conflict('/claims', `"${claim.prefix}": another customer holds space of it by now`);
  }
  report.throwIfAny(`Cannot restore node "${value.customer}/${value.name}"`);
}

function namesNode(reference: string, { id, value }: StoredRecord<'node'>): boolean {
  return [id, value.name, `${value.customer}/${value.name}`].includes(reference);
}
