import { MAX_LABELS, type CacheNode, type LabelsPatch, type NodePatch } from '@nearhop/contracts';
import { readClaims, sharedUnlessSaid, type WantedClaim } from './claim-list.ts';
import type { FieldReport } from './field-report.ts';
import type { ManagementContext } from './management-context.ts';
import { patchServers } from './read-servers.ts';

/** The node as a patch makes it; what is wrong with the patch goes into the report. */
export function patchedNode(
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

/** The whole list that a patch names, undefined when it leaves claims alone. */
export function wantedClaims(
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
