import { nodeIdSchema, type DeletedNode } from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { KEPT_MS } from '../claim-state.ts';
import { keptSince, type ManagementContext } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import type { NodeListRequest } from '../node-resource.ts';
import { scannedPage, type Page } from '../page.ts';

/** Nodes that were deleted and can be restored still. */
export function listDeletedNodes(context: ManagementContext, request: NodeListRequest): Promise<Page<DeletedNode>> {
  const filter = request.customer === undefined ? {} : { customer: request.customer };
  const since = keptSince(context);
  return scannedPage(
    request,
    (options) => context.registry.list('node', { ...options, ...filter }),
    (record) => isRestorable(record, since),
    deletedNode,
  );
}

/** The deleted node of that id, `customer/name`, or a name that only one deleted node had. */
export async function findDeletedNode(context: ManagementContext, reference: string): Promise<StoredRecord<'node'>> {
  const slash = reference.indexOf('/');
  const customer = slash < 0 ? undefined : reference.slice(0, slash);
  const name = reference.slice(slash + 1);
  if (nodeIdSchema.safeParse(name).success) {
    const record = await context.registry.get('node', name);
    if (record !== undefined && isRestorable(record, keptSince(context))) return record;
  }
  const found: DeletedNode[] = [];
  let after: string | undefined;
  do {
    const page: Page<DeletedNode> = await listDeletedNodes(context, { customer, after, limit: 1_000 });
    found.push(...page.items.filter((node) => node.name === name));
    after = page.next;
  } while (after !== undefined);
  const [only, second] = found;
  if (only === undefined) {
    throw new ManagementError(
      'not-found',
      `Cannot restore node ${quotedValue(reference)}: none of this id or name was deleted within 30 days`,
    );
  }
  if (second !== undefined) {
    const choices = found.map(({ id, deletedAt }) => `${id}, deleted at ${deletedAt}`).join('; ');
    throw new ManagementError(
      'ambiguous',
      `Cannot tell which node ${quotedValue(reference)} is: several were deleted: write the id of one: ${choices}`,
    );
  }
  const record = await context.registry.get('node', only.id);
  if (record !== undefined) return record;
  throw new ManagementError(
    'stale',
    `Cannot restore node ${quotedValue(reference)}: it was changed just now: try again`,
  );
}

function isRestorable({ value }: StoredRecord<'node'>, since: string): boolean {
  return value.deletedAt !== undefined && value.deletedAt >= since;
}

function deletedNode({ value, revision }: StoredRecord<'node'>): DeletedNode {
  const { id, name, customer, deletedAt = '' } = value; // those without it are not listed
  const restorableUntil = new Date(Date.parse(deletedAt) + KEPT_MS).toISOString();
  return { id, name, customer, deletedAt, restorableUntil, revision };
}
