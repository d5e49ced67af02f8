import { claimId, type CacheNode, type Claim, type Customer } from '@nearhop/contracts';
import type { Expectation, RecordWrite } from '@nearhop/registry';
import { admitClaims } from './admit-claims.ts';
import { takesAllowance } from './allowance.ts';
import { claimVerdict, pendingClaim, releasedClaim, type Asking } from './claim-state.ts';
import { attemptCommit, staleError, type MadeOutcome, type OverlapOutcome } from './commit-change.ts';
import { customerRecord } from './customers.ts';
import { equalClaimError } from './equal-claim.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { nextTurn } from './turn-taking.ts';
import type { ClaimWrite } from './write-node.ts';

/** One commit of a node with claims. */
export interface ClaimBatch {
  readonly node: CacheNode;
  /** The revision that the node has now, 0 for a new one. */
  readonly revision: number;
  /** The node's customer when it is yet to be made. */
  readonly newCustomer: Customer | undefined;
  readonly claims: readonly ClaimWrite[];
  readonly removed: readonly Claim[];
  readonly asking: Asking;
  readonly idempotencyKey: string | undefined;
}

export interface BatchMade {
  readonly outcome: MadeOutcome;
  /** With the state that they got. */
  readonly claims: readonly ClaimWrite[];
}

// As many processes may be writing the space of one customer; each time at least one of them gets on.
const MOST_ATTEMPTS = 64;

/** Makes the commit, trying again while others change the customer's space or the space around the claims. */
export function commitClaims(context: ManagementContext, batch: ClaimBatch, request: WriteRequest): Promise<BatchMade> {
  const work = () => tryUntilMade(context, batch, request);
  const asks = batch.claims.some(({ claim }) => takesAllowance(claim));
  return asks ? context.claimTurns.run(batch.node.customer, work) : work();
}

async function tryUntilMade(context: ManagementContext, batch: ClaimBatch, request: WriteRequest): Promise<BatchMade> {
  const { node, newCustomer, asking, idempotencyKey } = batch;
  const wanted = new Map(batch.claims.map((write) => [claimId(write.claim), write]));
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const owner = await customerRecord(context, { id: node.customer, newCustomer });
    const admitted = await admitClaims(context.registry, owner.value, [...wanted.values()], asking);
    const customer = admitted.customer ?? newCustomer;
    const writes: RecordWrite[] = [{ kind: 'node', id: node.id, value: node }];
    const expectations: Expectation[] = [{ kind: 'node', id: node.id, revision: batch.revision }];
    if (customer !== undefined) {
      writes.unshift({ kind: 'customer', id: customer.id, value: customer });
      expectations.push({ kind: 'customer', id: customer.id, revision: owner.revision });
    }
    for (const claim of batch.removed) writes.push(removalOf(claim, asking.at));
    for (const { claim, before } of admitted.claims) {
      const id = claimId(claim);
      writes.push({ kind: 'claim', id, value: claim });
      expectations.push({ kind: 'claim', id, revision: before?.revision ?? 0 });
    }
    const planned = { writes, expectations, customer: node.customer, idempotencyKey };
    const outcome = await attemptCommit(context, planned, request);
    if (outcome.kind === 'committed') return { outcome, claims: admitted.claims };
    if (outcome.kind === 'overlap') await settleConflicts(context, wanted, outcome, asking);
    else if (newCustomer !== undefined || outcome.found.some(({ kind }) => kind !== 'customer'))
      throw staleError(outcome.found);
    else await nextTurn();
  }
  throw new ManagementError(
    'conflict',
    `Cannot write node "${node.name}": the address space around it keeps changing: try again`,
  );
}

/** A block is released; what never was one leaves nothing behind. */
export function removalOf(claim: Claim, at: string): RecordWrite {
  const value = claim.state === 'valid' ? releasedClaim(claim, at) : null;
  return { kind: 'claim', id: claimId(claim), value };
}

/** Gives the claims that the registry refused as valid the state that they must have. */
async function settleConflicts(
  context: ManagementContext,
  claims: Map<string, ClaimWrite>,
  { conflicts }: OverlapOutcome,
  asking: Asking,
): Promise<void> {
  for (const conflict of conflicts) {
    const write = claims.get(conflict.claim);
    if (write === undefined) continue;
    const verdict = claimVerdict(write.claim, [conflict.with.value]);
    if (verdict.kind === 'refused') throw await equalClaimError(context, write, verdict.node);
    if (verdict.kind === 'valid') continue;
    claims.set(conflict.claim, { ...write, claim: pendingClaim(write.claim, verdict, asking) });
  }
}
