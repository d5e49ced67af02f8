import { isDeepStrictEqual } from 'node:util';
import {
  MAX_LABELS,
  nodePatchSchema,
  readMembers,
  type CacheNode,
  type LabelsPatch,
  type NodePatch,
  type NodeWritten,
} from '@nearhop/contracts';
import type { StoredRecord } from '@nearhop/registry';
import { nestingNotes, readClaims, sharedUnlessSaid, type WantedClaim } from './claim-list.ts';
import { staleError } from './commit-change.ts';
import { FieldReport } from './field-report.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { movesToCdn } from './moves-to-cdn.ts';
import { claimsOfNode } from './node-claims.ts';
import { findNode } from './node-reference.ts';
import { asNodeResource } from './node-resource.ts';
import { countStates, nodeWritten } from './node-written.ts';
import { planClaims, type ClaimsPlan } from './plan-claims.ts';
import { patchServers } from './read-servers.ts';
import { checkServersFree } from './servers-free.ts';
import { positionOf } from './write-position.ts';
import { writeNode } from './write-node.ts';

/**
 * Changes a node by a merge patch (RFC 7396). `patch` is a NodePatch; everything wrong with it is told at once. `claims` is
 * the whole list: what it lacks goes. Disabling needs a reason. A patch that changes nothing writes nothing.
 */
export async function editNode(
  context: ManagementContext,
  reference: string,
  patch: unknown,
  request: WriteRequest,
): Promise<NodeWritten> {
  const record = await findNode(context, reference);
  if (request.expectedRevision !== undefined && request.expectedRevision !== record.revision)
    throw staleError([record]);
  const report = new FieldReport();
  const { members, fields } = readMembers(nodePatchSchema, patch);
  report.addInvalid(fields);
  const value = patched(record.value, members, context, report);
  const disables = record.value.enabled && !value.enabled;
  if (disables && (request.why ?? '').trim() === '')
    report.invalid('/enabled', 'disabling a node needs a reason: write why');
  await checkServersFree(context, value, report);
  const wanted = wantedClaims(members, context, report);
  const existing = wanted === undefined ? [] : await claimsOfNode(context.registry, record.id);
  const plan = wanted === undefined ? NO_CLAIMS : await planClaims(context, value, wanted, existing, report);
  report.throwIfAny('Cannot edit node');

  const moves = disables ? { movesToCdn: await movesToCdn(context, record) } : {};
  const said = { notes: wanted === undefined ? [] : nestingNotes(wanted), ...moves };
  const unchanged = plan.claims.length === 0 && plan.removed.length === 0 && isDeepStrictEqual(value, record.value);
  if (unchanged || request.dryRun === true) {
    return {
      node: await preview(context, { ...record, value }, plan),
      position: positionOf(await context.registry.position()),
      dryRun: request.dryRun === true,
      repeated: false,
      claims: { ...countStates(plan.claims), removed: plan.removed.length },
      commits: 0,
      ...said,
    };
  }
  const made = await writeNode(context, { node: value, revision: record.revision, ...plan, before: [] }, request);
  return nodeWritten(context, { ...record, value, revision: made.position.revision }, made, said);
}

const NO_CLAIMS: ClaimsPlan = { claims: [], removed: [] };

function patched(
  before: CacheNode,
  patch: Partial<NodePatch>,
  context: ManagementContext,
  report: FieldReport,
): CacheNode {
  if (patch.name !== undefined && patch.name !== before.name) {
    report.invalid('/name', `a node's name never changes: it is "${before.name}"; make a new node to have another`);
  }
  const { maxEgressMbps: _, ...rest } = before;
  const maxEgressMbps = patch.maxEgressMbps === undefined ? before.maxEgressMbps : (patch.maxEgressMbps ?? undefined);
  return {
    ...rest,
    enabled: patch.enabled ?? before.enabled,
    servers:
      patch.servers === undefined
        ? before.servers
        : patchServers(patch.servers, before.servers, context.policy, report),
    labels: patch.labels === undefined ? before.labels : patchLabels(before.labels, patch.labels, report),
    ...(maxEgressMbps === undefined ? {} : { maxEgressMbps }),
  };
}

function patchLabels(before: CacheNode['labels'], patch: LabelsPatch | null, report: FieldReport): CacheNode['labels'] {
  if (patch === null) return {};
  const after = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) after.delete(name);
    else after.set(name, value);
  }
  if (after.size > MAX_LABELS)
    report.invalid('/labels', `must be at most ${MAX_LABELS} labels: received ${after.size}`);
  return Object.fromEntries(after);
}

function wantedClaims(
  patch: Partial<NodePatch>,
  context: ManagementContext,
  report: FieldReport,
): readonly WantedClaim[] | undefined {
  if (patch.claims === undefined) {
    if (patch.shared !== undefined) report.invalid('/shared', 'says something about claims: write claims with it');
    return undefined;
  }
  const claims = readClaims(patch.claims ?? [], context.policy, report);
  return sharedUnlessSaid(claims, patch.shared);
}

/** The node as it would be. */
async function preview(context: ManagementContext, node: StoredRecord<'node'>, plan: ClaimsPlan) {
  const removed = new Set(plan.removed);
  const changed = new Map(plan.claims.map(({ claim }) => [claim.prefix, claim]));
  const existing = await claimsOfNode(context.registry, node.id);
  const kept = existing
    .filter(({ id, value }) => !removed.has(id) && !changed.has(value.prefix))
    .map(({ value }) => value);
  return asNodeResource(node, [...kept, ...changed.values()], await context.registry.health.vector());
}
