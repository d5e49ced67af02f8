import type { NodeDeleted } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, type RecordWrite } from '@nearhop/registry';
import { commitRecords, staleError, type MadeOutcome } from './commit-change.ts';
import { earlierRemoval, type EarlierRemoval } from './earlier-change.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { movesToCdn } from './moves-to-cdn.ts';
import { claimsOfNode } from './node-claims.ts';
import { findNode } from './node-reference.ts';
import { otherChangeError } from './same-change.ts';
import { nextTurn } from './turn-taking.ts';
import { positionOf } from './write-position.ts';

const CLAIMS_PER_COMMIT = MAX_WRITES_PER_COMMIT - 1;

/**
 * Deletes a node with its claims: one commit when they fit; otherwise the first disables it, so that devices leave at once, each takes a
 * part of the claims, and the last takes the node. One that broke off is completed by deleting again. A retry with the same idempotency
 * key and expected revision is answered as the first request was, but for a row of commits: it keeps no key.
 */
export async function deleteNode(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<NodeDeleted> {
  const earlier = await earlierRemoval(context, 'node', request);
  if (earlier !== undefined) return repeatedDelete(reference, earlier);
  const record = await findNode(context, reference);
  if (request.expectedRevision !== undefined && request.expectedRevision !== record.revision)
    throw staleError([record]);
  const { id, value } = record;
  const claims = (await claimsOfNode(context.registry, id)).map((claim) => claim.id);
  const answer = {
    id,
    name: value.name,
    customer: value.customer,
    claimsRemoved: claims.length,
    movesToCdn: await movesToCdn(context, record),
  };
  if (request.dryRun === true) {
    return {
      ...answer,
      position: positionOf(await context.registry.position()),
      dryRun: true,
      repeated: false,
      commits: 0,
    };
  }
  const disabled: RecordWrite = { kind: 'node', id, value: { ...value, enabled: false } };
  const idempotencyKey = claims.length <= CLAIMS_PER_COMMIT ? request.idempotencyKey : undefined;
  let made: MadeOutcome | undefined;
  let commits = 0;
  for (let from = 0; made === undefined || from < claims.length; from += CLAIMS_PER_COMMIT) {
    if (commits > 0) await nextTurn();
    const isLast = from + CLAIMS_PER_COMMIT >= claims.length;
    const batch = claims.slice(from, from + CLAIMS_PER_COMMIT);
    const writes: RecordWrite[] = batch.map((claim) => ({ kind: 'claim', id: claim, value: null }));
    writes.push(isLast ? { kind: 'node', id, value: null } : disabled);
    const expectations = [{ kind: 'node', id, revision: made?.position.revision ?? record.revision } as const];
    made = await commitRecords(context, { writes, expectations, customer: value.customer, idempotencyKey }, request);
    commits++;
  }
  return { ...answer, position: positionOf(made.position), dryRun: false, repeated: made.repeated, commits };
}

/** What moved to the CDN is left out: who else served the blocks then is not known any more. */
function repeatedDelete(reference: string, { record, made }: EarlierRemoval<'node'>): NodeDeleted {
  const { id, name, customer } = record.value;
  if (![id, name, `${customer}/${name}`].includes(reference)) throw otherChangeError(made.position.revision);
  const claimsRemoved = made.writes.filter(({ kind }) => kind === 'claim').length;
  const position = positionOf(made.position);
  return { id, name, customer, claimsRemoved, position, dryRun: false, repeated: true, commits: 0 };
}
