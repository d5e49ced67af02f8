import type { CacheNode, Claim, ClaimCounts, Customer } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, type RegistryPosition, type StoredRecord } from '@nearhop/registry';
import type { MadeOutcome } from './commit-change.ts';
import { commitClaims } from './commit-claims.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { nextTurn } from './turn-taking.ts';

/** A claim to write, and where in the input it was named. */
export interface ClaimWrite {
  /** A claim that asks for the allowance is valid here, and what it gets is settled with the commit. */
  readonly claim: Claim;
  readonly pointer: string;
  /** As it stands in the registry: it is rewritten, not added. */
  readonly before: StoredRecord<'claim'> | undefined;
}

/** A node to write with its claims. */
export interface NodePlan {
  readonly node: CacheNode;
  /** The revision that the node has now, 0 for a new one. */
  readonly revision: number;
  readonly claims: readonly ClaimWrite[];
  /** Claims that go. */
  readonly removed: readonly Claim[];
  /** The node's customer when it is yet to be made. */
  readonly newCustomer: Customer | undefined;
}

export interface NodeMade {
  readonly position: RegistryPosition;
  readonly repeated: boolean;
  readonly commits: number;
  readonly counts: ClaimCounts;
}

type ClaimStep =
  { readonly kind: 'put'; readonly write: ClaimWrite } | { readonly kind: 'remove'; readonly claim: Claim };

// Beside the claims a commit holds the node and perhaps its customer.
const CLAIMS_PER_COMMIT = MAX_WRITES_PER_COMMIT - 2;

/**
 * Writes a node and its claims: one commit when they fit, otherwise a row of them, the node in each. Each expects the
 * node as the one before left it, so that two writers cannot interleave; the node's revision so covers its claims.
 * A row that breaks off leaves a good node with a part of the claims; the same request again completes it.
 */
export async function writeNode(context: ManagementContext, plan: NodePlan, request: WriteRequest): Promise<NodeMade> {
  const steps: ClaimStep[] = [
    ...plan.removed.map((claim) => ({ kind: 'remove', claim }) as const),
    ...plan.claims.map((write) => ({ kind: 'put', write }) as const),
  ];
  const counts = { valid: 0, attentionRequired: 0, inReview: 0, removed: 0 };
  const asking = { by: request.by, at: instant(context) };
  let made: MadeOutcome | undefined;
  let commits = 0;
  let repeated = false;
  for (let from = 0; made === undefined || from < steps.length; from += CLAIMS_PER_COMMIT) {
    const first = commits === 0;
    const last = from + CLAIMS_PER_COMMIT >= steps.length;
    if (!first) await nextTurn();
    const batch = steps.slice(from, from + CLAIMS_PER_COMMIT);
    const removed = batch.flatMap((step) => (step.kind === 'remove' ? [step.claim] : []));
    const written = await commitClaims(
      context,
      {
        node: plan.node,
        revision: made?.position.revision ?? plan.revision,
        newCustomer: first ? plan.newCustomer : undefined,
        claims: batch.flatMap((step) => (step.kind === 'put' ? [step.write] : [])),
        removed,
        asking,
        // A new node is found by its id, which follows from the key; of one that was there the key tells that all of the row is made.
        idempotencyKey: (plan.revision === 0 ? first : last) ? request.idempotencyKey : undefined,
      },
      request,
    );
    made = written.outcome;
    count(counts, removed, written.claims);
    repeated ||= made.repeated;
    commits++;
  }
  return { position: made.position, repeated, commits, counts };
}

function count(counts: ClaimCounts, removed: readonly Claim[], claims: readonly ClaimWrite[]): void {
  counts.removed += removed.length;
  for (const { claim } of claims) {
    if (claim.state === 'valid') counts.valid++;
    else if (claim.state === 'in-review') counts.inReview++;
    else counts.attentionRequired++;
  }
}
