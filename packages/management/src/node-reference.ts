import { customerIdSchema, nodeIdSchema, nodeNameSchema } from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import { nodeNameKey, type StoredRecord } from '@nearhop/registry';
import type { ManagementContext } from './management-context.ts';
import { ManagementError } from './management-error.ts';

const CUSTOMERS_PER_PAGE = 1_000;

/** Finds a node by its id, `customer/name`, or a name that only one customer uses. */
export async function findNode(context: ManagementContext, reference: string): Promise<StoredRecord<'node'>> {
  const slash = reference.indexOf('/');
  if (slash >= 0) {
    const node = await nodeNamed(context, reference.slice(0, slash), reference.slice(slash + 1));
    if (node !== undefined) return node;
    throw notFound(reference);
  }
  if (nodeIdSchema.safeParse(reference).success) {
    const node = await context.registry.get('node', reference);
    if (node !== undefined) return unlessDeleted(node);
  }
  return findByName(context, reference);
}

/** The node of that name, if the customer has one. */
export async function nodeNamed(
  context: ManagementContext,
  customer: string,
  name: string,
): Promise<StoredRecord<'node'> | undefined> {
  if (!customerIdSchema.safeParse(customer).success || !nodeNameSchema.safeParse(name).success) return undefined;
  const holder = await context.registry.holderOf(nodeNameKey(customer, name));
  return holder === undefined ? undefined : context.registry.get('node', holder.id);
}

async function findByName(context: ManagementContext, name: string): Promise<StoredRecord<'node'>> {
  const found: StoredRecord<'node'>[] = [];
  if (nodeNameSchema.safeParse(name).success) {
    for await (const customer of customerIds(context)) {
      const node = await nodeNamed(context, customer, name);
      if (node !== undefined) found.push(node);
      if (found.length === 2) break;
    }
  }
  const [only, second] = found;
  if (only === undefined) throw notFound(name);
  if (second === undefined) return only;
  const choices = `"${only.value.customer}/${name}" or "${second.value.customer}/${name}"`;
  throw new ManagementError(
    'ambiguous',
    `Cannot tell which node ${quotedValue(name)} is: several customers have one: write one such as ${choices}`,
  );
}

async function* customerIds(context: ManagementContext): AsyncGenerator<string> {
  let after: string | undefined;
  for (;;) {
    const page = await context.registry.list('customer', {
      limit: CUSTOMERS_PER_PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const customer of page) yield customer.id;
    const last = page.at(-1);
    if (last === undefined || page.length < CUSTOMERS_PER_PAGE) return;
    after = last.id;
  }
}

function notFound(reference: string): ManagementError {
  return new ManagementError(
    'not-found',
    `Cannot find node ${quotedValue(reference)}: there is none with this id or name`,
  );
}

function unlessDeleted(node: StoredRecord<'node'>): StoredRecord<'node'> {
  const { deletedAt, customer, name } = node.value;
  if (deletedAt === undefined) return node;
  throw new ManagementError(
    'not-found',
    `Cannot find node "${node.id}": "${customer}/${name}" was deleted at ${deletedAt}: restore it, within 30 days`,
  );
}
