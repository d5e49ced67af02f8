import { isDeepStrictEqual } from 'node:util';
import { nodePatchSchema, readMembers, type NodeWritten } from '@nearhop/contracts';
import type { StoredRecord } from '@nearhop/registry';
import { admitClaims } from './admit-claims.ts';
import { nestingNotes } from './claim-list.ts';
import { staleError } from './commit-change.ts';
import { customerRecord } from './customers.ts';
import { earlierChange } from './earlier-change.ts';
import { FieldReport } from './field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { checkLargeLoss } from './history/large-loss.ts';
import { foretell } from './traffic/foretell.ts';
import { plannedWrites } from './traffic/planned-writes.ts';
import { movesToCdn } from './moves-to-cdn.ts';
import { claimsOfNode } from './node-claims.ts';
import { patchedNode, wantedClaims } from './node-patch.ts';
import { findNode } from './node-reference.ts';
import { asNodeResource } from './node-resource.ts';
import { countStates, nodeWritten } from './node-written.ts';
import { planClaims, type ClaimsPlan } from './plan-claims.ts';
import { repeatedEdit } from './repeated-edit.ts';
import { checkServersFree } from './servers-free.ts';
import { positionOf } from './write-position.ts';
import { writeNode } from './write-node.ts';

/**
 * Changes a node by a merge patch (RFC 7396). `patch` is a NodePatch; everything wrong with it is told at once. `claims` is
 * the whole list: what it lacks goes. Disabling needs a reason. A patch that changes nothing writes nothing. A retry with the same
 * idempotency key answers the node as it is now, whatever revision it expects.
 */
export async function editNode(
  context: ManagementContext,
  reference: string,
  patch: unknown,
  request: WriteRequest,
): Promise<NodeWritten> {
  const record = await findNode(context, reference);
  const earlier = await earlierChange(context, request);
  if (earlier !== undefined) return repeatedEdit(context, record, patch, earlier);
  if (request.expectedRevision !== undefined && request.expectedRevision !== record.revision)
    throw staleError([record]);
  const report = new FieldReport();
  const { members, fields } = readMembers(nodePatchSchema, patch);
  report.addInvalid(fields);
  const value = patchedNode(record.value, members, context, report);
  const disables = record.value.enabled && !value.enabled;
  if (disables && (request.why ?? '').trim() === '')
    report.invalid('/enabled', 'disabling a node needs a reason: write why');
  await checkServersFree(context, value, report);
  const wanted = wantedClaims(members, context, report);
  const existing = wanted === undefined ? [] : await claimsOfNode(context.registry, record.id);
  const plan = wanted === undefined ? NO_CLAIMS : await planClaims(context, value, wanted, existing, report, request);
  report.throwIfAny('Cannot edit node');

  const moves = disables ? { movesToCdn: await movesToCdn(context, record) } : {};
  const said = { notes: wanted === undefined ? [] : nestingNotes(wanted), ...moves };
  const unchanged = plan.claims.length === 0 && plan.removed.length === 0 && isDeepStrictEqual(value, record.value);
  if (unchanged || request.dryRun === true) {
    const claims = await foretoldClaims(context, value.customer, plan, request);
    return {
      node: await preview(context, { ...record, value }, { ...plan, claims }),
      position: positionOf(await context.registry.position()),
      dryRun: request.dryRun === true,
      repeated: false,
      claims: { ...countStates(claims), removed: plan.removed.length },
      commits: 0,
      ...said,
      ...(await foretell(
        context,
        plannedWrites(
          value,
          claims.map(({ claim }) => claim),
          plan.removed,
          instant(context),
        ),
        request,
      )),
    };
  }
  const lost = plan.removed.filter(({ state }) => state === 'valid').length;
  await checkLargeLoss(context, lost, request);
  const made = await writeNode(
    context,
    { node: value, revision: record.revision, ...plan, newCustomer: undefined },
    request,
  );
  return nodeWritten(context, { ...record, value, revision: made.position.revision }, made, said);
}

const NO_CLAIMS: ClaimsPlan = { claims: [], removed: [] };

async function foretoldClaims(context: ManagementContext, id: string, { claims }: ClaimsPlan, { by }: WriteRequest) {
  const { value } = await customerRecord(context, { id, newCustomer: undefined });
  return (await admitClaims(context.registry, value, claims, { by, at: instant(context) })).claims;
}

/** The node as it would be. */
async function preview(context: ManagementContext, node: StoredRecord<'node'>, plan: ClaimsPlan) {
  const removed = new Set(plan.removed.map(({ prefix }) => prefix));
  const changed = new Map(plan.claims.map(({ claim }) => [claim.prefix, claim]));
  const existing = await claimsOfNode(context.registry, node.id);
  const kept = existing.map(({ value }) => value).filter(({ prefix }) => !removed.has(prefix) && !changed.has(prefix));
  return asNodeResource(context, node, [...kept, ...changed.values()], await context.registry.health.vector());
}
