import type { Claim, HealthVector, NodeClaim, NodeResource, NodeSummary } from '@nearhop/contracts';
import { effectiveState } from '@nearhop/decision';
import { addressCount, Prefix } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import type { ManagementContext } from './management-context.ts';
import { claimsOfNode } from './node-claims.ts';
import { findNode } from './node-reference.ts';
import { scannedPage, type Page, type PageRequest } from './page.ts';

export async function showNode(context: ManagementContext, reference: string): Promise<NodeResource> {
  return nodeResource(context, await findNode(context, reference));
}

export interface NodeListRequest extends PageRequest {
  /** Only this customer's. */
  readonly customer?: string | undefined;
}

export async function listNodes(context: ManagementContext, request: NodeListRequest): Promise<Page<NodeSummary>> {
  const vector = await context.vector.read();
  const filter = request.customer === undefined ? {} : { customer: request.customer };
  return scannedPage(
    request,
    (options) => context.registry.list('node', { ...options, ...filter }),
    ({ value }) => value.deletedAt === undefined,
    (record) => nodeSummary(record, vector),
  );
}

/** A stored node with its claims, its address space and its effective state. */
export async function nodeResource(context: ManagementContext, record: StoredRecord<'node'>): Promise<NodeResource> {
  const [claims, vector] = await Promise.all([claimsOfNode(context.registry, record.id), context.vector.read()]);
  return asNodeResource(
    context,
    record,
    claims.map(({ value }) => value),
    vector,
  );
}

/** A node as its owner sees it; what was released is none of its claims any more. */
export function asNodeResource(
  { supportContact }: Pick<ManagementContext, 'supportContact'>,
  record: Pick<StoredRecord<'node'>, 'value' | 'revision'>,
  stored: readonly Claim[],
  vector: HealthVector,
): NodeResource {
  const claims = stored.filter(({ state }) => state !== 'released');
  const asks = claims.some(({ state }) => state === 'attention-required');
  return {
    ...nodeSummary(record, vector),
    ipSpace: addressCount(claims.map(({ prefix }) => Prefix.parse(prefix))).toString(),
    claims: claims.map(nodeClaim),
    ...(asks && supportContact !== undefined ? { supportContact } : {}),
  };
}

function nodeSummary(
  { value, revision }: Pick<StoredRecord<'node'>, 'value' | 'revision'>,
  vector: HealthVector,
): NodeSummary {
  return { ...value, state: effectiveState({ node: value, vector }), revision };
}

function nodeClaim({ prefix, state, shared, text }: Claim): NodeClaim {
  return text === undefined ? { prefix, state, shared } : { prefix, state, shared, text };
}
