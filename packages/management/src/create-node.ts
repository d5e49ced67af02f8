import {
  MAX_LABELS,
  MAX_NODE_NUMBER,
  nodeCreateSchema,
  readMembers,
  type CacheNode,
  type NodeCreate,
  type NodeWritten,
} from '@nearhop/contracts';
import type { AddressPolicy } from '@nearhop/ip';
import { admitClaims } from './admit-claims.ts';
import { nestingNotes, readClaims, sharedUnlessSaid } from './claim-list.ts';
import { nameTakenDetail } from './commit-change.ts';
import { customerRecord, owningCustomer } from './customers.ts';
import { FieldReport } from './field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { claimsOfNode } from './node-claims.ts';
import { nodeIdForKey } from './node-id.ts';
import { nodeNamed } from './node-reference.ts';
import { asNodeResource } from './node-resource.ts';
import { countStates, nodeWritten, nothingMade } from './node-written.ts';
import { planClaims } from './plan-claims.ts';
import { readServers } from './read-servers.ts';
import { checkServersFree } from './servers-free.ts';
import { positionOf } from './write-position.ts';
import { foretell } from './traffic/foretell.ts';
import { plannedWrites } from './traffic/planned-writes.ts';
import { writeNode, type ClaimWrite } from './write-node.ts';

/** What a dry run shows in place of the id and number that a node gets when it is made. */
const DRY_RUN_IDENTITY = { id: 'n_0000000000000000', number: 0 } as const;

/**
 * Makes a node with its claims. `input` is a NodeCreate; everything wrong with it is told at once. A retry with the same
 * idempotency key finds the node that the first request made, and adds the claims that a broken-off one left out.
 */
export async function createNode(
  context: ManagementContext,
  input: unknown,
  request: WriteRequest,
): Promise<NodeWritten> {
  try {
    return await createOnce(context, input, request);
  } catch (error) {
    // Everything that it writes is new: somebody made the same, such as the default customer, a moment before.
    if (error instanceof ManagementError && error.code === 'stale') return createOnce(context, input, request);
    throw error;
  }
}

async function createOnce(context: ManagementContext, input: unknown, request: WriteRequest): Promise<NodeWritten> {
  const { registry } = context;
  const report = new FieldReport();
  const { members, wanted, servers } = readInput(input, context.policy, report);
  const customer = await owningCustomer(context, members.customer, report);
  const { id, earlier } = await identityOf(context, request);
  if (earlier !== undefined) checkSameRequest(earlier.value, members);
  else await checkNameFree(context, customer.id, members.name, report);
  await checkServersFree(context, { id, customer: customer.id, servers }, report);
  const existing = earlier === undefined ? [] : await claimsOfNode(registry, id);
  const { claims } = await planClaims(context, { id, customer: customer.id }, wanted, existing, report, request);
  report.throwIfAny('Cannot create node');

  const notes = nestingNotes(wanted);
  const node = newNode(context, { ...members, id, customer: customer.id, servers });
  if (request.dryRun === true) {
    const { value } = await customerRecord(context, customer);
    const asking = { by: request.by, at: instant(context) };
    const admitted = (await admitClaims(registry, value, claims, asking)).claims;
    return foretold(context, { node, claims: admitted, notes }, request);
  }
  if (earlier !== undefined) {
    // The rest of a request that broke off is other commits than its first.
    const plan = { node: earlier.value, revision: earlier.revision, claims, removed: [], newCustomer: undefined };
    const rest =
      claims.length === 0 ? undefined : await writeNode(context, plan, { ...request, idempotencyKey: undefined });
    const made = rest ?? (await nothingMade(context, 'repeated'));
    return nodeWritten(context, earlier, { ...made, repeated: true }, { notes });
  }
  const value = { ...node, number: await registry.reserveNodeNumbers(1) };
  const made = await writeNode(
    context,
    { node: value, revision: 0, claims, removed: [], newCustomer: customer.newCustomer },
    request,
  );
  return nodeWritten(context, { kind: 'node', id, revision: made.position.revision, value }, made, { notes });
}

/** The id that the node gets, and the node itself when an earlier request with this key made it. */
async function identityOf({ registry, newId }: ManagementContext, { by, idempotencyKey }: WriteRequest) {
  if (idempotencyKey === undefined) return { id: newId(), earlier: undefined };
  const id = nodeIdForKey(by, idempotencyKey);
  return { id, earlier: await registry.get('node', id) };
}

async function checkNameFree(
  context: ManagementContext,
  customer: string,
  name: string | undefined,
  report: FieldReport,
): Promise<void> {
  if (name === undefined || (await nodeNamed(context, customer, name)) === undefined) return;
  report.exists('/name', nameTakenDetail(name));
}

interface NewNode extends Pick<CacheNode, 'id' | 'customer' | 'servers'> {
  /** There unless the input was refused. */
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly maxEgressMbps?: number | undefined;
  readonly labels?: CacheNode['labels'] | undefined;
}

/** A node without its number. */
function newNode(context: ManagementContext, given: NewNode): CacheNode {
  const { id, customer, name = '', servers, enabled = true, maxEgressMbps, labels = {} } = given;
  return {
    id,
    number: DRY_RUN_IDENTITY.number,
    customer,
    name,
    servers,
    enabled,
    activated: context.activateOnCreate,
    ...(maxEgressMbps === undefined ? {} : { maxEgressMbps }),
    labels,
    admin: { state: 'auto' },
    createdAt: instant(context),
  };
}

interface ForetoldNode {
  readonly node: CacheNode;
  readonly claims: readonly ClaimWrite[];
  readonly notes: string[];
}

async function foretold(
  context: ManagementContext,
  { node, claims, notes }: ForetoldNode,
  request: WriteRequest,
): Promise<NodeWritten> {
  const { registry } = context;
  const shown = { value: { ...node, ...DRY_RUN_IDENTITY }, revision: 0 };
  const values = claims.map(({ claim }) => claim);
  return {
    node: asNodeResource(context, shown, values, await registry.health.vector()),
    position: positionOf(await registry.position()),
    dryRun: true,
    repeated: false,
    claims: countStates(claims),
    notes,
    commits: 0,
    // No other node has this number yet.
    ...(await foretell(
      context,
      plannedWrites({ ...node, number: MAX_NODE_NUMBER }, values, [], node.createdAt),
      request,
    )),
  };
}

function readInput(input: unknown, policy: AddressPolicy, report: FieldReport) {
  const { members, fields } = readMembers(nodeCreateSchema, input);
  report.addInvalid(fields);
  const servers = members.servers === undefined ? {} : readServers(members.servers, policy, report);
  const claims = members.claims === undefined ? [] : readClaims(members.claims, policy, report);
  if (Object.keys(members.labels ?? {}).length > MAX_LABELS)
    report.invalid('/labels', `must be at most ${MAX_LABELS} labels`);
  return { members, servers, wanted: sharedUnlessSaid(claims, members.shared) };
}

/** A key that is used for another request is a mistake of the caller, not a retry. */
function checkSameRequest(node: CacheNode, members: Partial<NodeCreate>): void {
  if (node.name === members.name && (members.customer === undefined || members.customer === node.customer)) return;
  throw new ManagementError(
    'conflict',
    `Cannot create node: this idempotency key made node "${node.customer}/${node.name}": use a new key for another request`,
  );
}
