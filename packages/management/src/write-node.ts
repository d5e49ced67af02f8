import { claimId, type CacheNode, type Claim, type ClaimCounts } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, type Expectation, type RecordWrite, type RegistryPosition } from '@nearhop/registry';
import { claimVerdict, withState } from './claim-state.ts';
import { commitChange, type MadeOutcome, type OverlapOutcome } from './commit-change.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { nextTurn } from './turn-taking.ts';

/** A claim to write, and where in the input it was named. */
export interface ClaimWrite {
  readonly claim: Claim;
  readonly pointer: string;
  /** Stands in the registry already: it is rewritten, not added. */
  readonly revision: number;
}

/** A node to write with its claims. */
export interface NodePlan {
  readonly node: CacheNode;
  /** The revision that the node has now, 0 for a new one. */
  readonly revision: number;
  readonly claims: readonly ClaimWrite[];
  /** Ids of claims that go. */
  readonly removed: readonly string[];
  /** What must be written before the node, such as its customer. */
  readonly before: readonly RecordWrite[];
}

export interface NodeMade {
  readonly position: RegistryPosition;
  readonly repeated: boolean;
  readonly commits: number;
  readonly counts: ClaimCounts;
}

type ClaimStep =
  { readonly kind: 'put'; readonly write: ClaimWrite } | { readonly kind: 'remove'; readonly id: string };

// Beside the claims a commit holds the node, and the first of a row perhaps its customer.
const CLAIMS_PER_COMMIT = MAX_WRITES_PER_COMMIT - 2;
const MOST_ATTEMPTS = 8;

/**
 * Writes a node and its claims: one commit when they fit, otherwise a row of them, the node in each. Each expects the
 * node as the one before left it, so that two writers cannot interleave; the node's revision so covers its claims.
 * A row that breaks off leaves a good node with a part of the claims; the same request again completes it.
 */
export async function writeNode(context: ManagementContext, plan: NodePlan, request: WriteRequest): Promise<NodeMade> {
  const steps: ClaimStep[] = [
    ...plan.removed.map((id) => ({ kind: 'remove', id }) as const),
    ...plan.claims.map((write) => ({ kind: 'put', write }) as const),
  ];
  const counts = { valid: 0, attentionRequired: 0, inReview: 0, removed: 0 };
  let made: MadeOutcome | undefined;
  let commits = 0;
  let repeated = false;
  for (let from = 0; made === undefined || from < steps.length; from += CLAIMS_PER_COMMIT) {
    const first = commits === 0;
    const last = from + CLAIMS_PER_COMMIT >= steps.length;
    if (!first) await nextTurn();
    made = await commitBatch(context, {
      batch: steps.slice(from, from + CLAIMS_PER_COMMIT),
      node: plan.node,
      before: first ? plan.before : [],
      revision: made?.position.revision ?? plan.revision,
      counts,
      request,
      // A new node is found by its id, which follows from the key; of one that was there the key tells that all of the row is made.
      idempotencyKey: (plan.revision === 0 ? first : last) ? request.idempotencyKey : undefined,
    });
    repeated ||= made.repeated;
    commits++;
  }
  return { position: made.position, repeated, commits, counts };
}

interface Batch {
  readonly batch: readonly ClaimStep[];
  readonly node: CacheNode;
  readonly before: readonly RecordWrite[];
  readonly revision: number;
  /** Added to when the batch is made. */
  readonly counts: ClaimCounts;
  readonly request: WriteRequest;
  readonly idempotencyKey: string | undefined;
}

async function commitBatch(context: ManagementContext, batch: Batch): Promise<MadeOutcome> {
  const { node } = batch;
  const claims = new Map<string, ClaimWrite>();
  const removed: string[] = [];
  for (const step of batch.batch) {
    if (step.kind === 'remove') removed.push(step.id);
    else claims.set(claimId(step.write.claim), step.write);
  }
  const expectations: Expectation[] = [{ kind: 'node', id: node.id, revision: batch.revision }];
  for (const { kind, id } of batch.before) expectations.push({ kind, id, revision: 0 });
  for (const [id, { revision }] of claims) expectations.push({ kind: 'claim', id, revision });
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const writes: RecordWrite[] = [...batch.before, { kind: 'node', id: node.id, value: node }];
    for (const id of removed) writes.push({ kind: 'claim', id, value: null });
    for (const [id, { claim }] of claims) writes.push({ kind: 'claim', id, value: claim });
    const planned = { writes, expectations, customer: node.customer, idempotencyKey: batch.idempotencyKey };
    const outcome = await commitChange(context, planned, batch.request);
    if (outcome.kind === 'committed') {
      count(batch.counts, removed, claims.values());
      return outcome;
    }
    await settleConflicts(context, claims, outcome);
  }
  throw new ManagementError(
    'conflict',
    `Cannot write node "${node.name}": the address space around it keeps changing: try again`,
  );
}

/** Gives the claims that the registry refused as valid the state that they must have. */
async function settleConflicts(
  context: ManagementContext,
  claims: Map<string, ClaimWrite>,
  { conflicts }: OverlapOutcome,
): Promise<void> {
  for (const conflict of conflicts) {
    const write = claims.get(conflict.claim);
    if (write === undefined) continue;
    const verdict = claimVerdict(write.claim, [conflict.with.value]);
    if (verdict.kind === 'refused') throw await equalClaimError(context, write, verdict.node);
    claims.set(conflict.claim, { ...write, claim: withState(write.claim, verdict) });
  }
}

async function equalClaimError(
  context: ManagementContext,
  { claim, pointer }: ClaimWrite,
  node: string,
): Promise<ManagementError> {
  const detail = await equalClaimDetail(context, claim.prefix, node);
  return new ManagementError('conflict', `Cannot write claim: ${detail}`, { fields: [{ pointer, detail }] });
}

/** `name` when the node may not be in the registry yet. */
export async function equalClaimDetail(
  context: ManagementContext,
  prefix: string,
  node: string,
  name?: string,
): Promise<string> {
  const holder = name ?? (await context.registry.get('node', node))?.value.name ?? node;
  return `"${prefix}" is claimed by your node "${holder}": ask for it as shared to serve it from both`;
}

function count(counts: ClaimCounts, removed: readonly string[], claims: Iterable<ClaimWrite>): void {
  counts.removed += removed.length;
  for (const { claim } of claims) {
    if (claim.state === 'valid') counts.valid++;
    else if (claim.state === 'in-review') counts.inReview++;
    else counts.attentionRequired++;
  }
}
