import type { CacheNode, NodeDeleted } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, type RecordWrite, type Revision } from '@nearhop/registry';
import { commitRecords, staleError, type MadeOutcome } from './commit-change.ts';
import { removalOf } from './commit-claims.ts';
import { earlierChange } from './earlier-change.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { checkLargeLoss } from './history/large-loss.ts';
import { foretell } from './traffic/foretell.ts';
import { plannedWrites } from './traffic/planned-writes.ts';
import { movesToCdn } from './moves-to-cdn.ts';
import { claimsOfNode } from './node-claims.ts';
import { findNode } from './node-reference.ts';
import { otherChangeError } from './same-change.ts';
import { nextTurn } from './turn-taking.ts';
import { positionOf } from './write-position.ts';

const CLAIMS_PER_COMMIT = MAX_WRITES_PER_COMMIT - 1;

/**
 * Deletes a node and releases its blocks; both are kept for a restore. One commit when they fit; otherwise the first disables the node, so
 * that devices leave at once, each releases a part of the blocks, and the last deletes the node. One that broke off is completed by
 * deleting again. A retry with the same idempotency key is answered as the first request was.
 */
export async function deleteNode(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<NodeDeleted> {
  const earlier = await earlierChange(context, request);
  if (earlier !== undefined) return repeatedDelete(reference, earlier);
  const record = await findNode(context, reference);
  if (request.expectedRevision !== undefined && request.expectedRevision !== record.revision)
    throw staleError([record]);
  const { id, value } = record;
  const stored = (await claimsOfNode(context.registry, id)).map((claim) => claim.value);
  const claims = stored.filter(({ state }) => state !== 'released');
  const answer = {
    id,
    name: value.name,
    customer: value.customer,
    claimsRemoved: claims.length,
    movesToCdn: await movesToCdn(context, record),
  };
  const at = instant(context);
  const deletedNode = { ...value, deletedAt: at };
  if (request.dryRun === true) {
    return {
      ...answer,
      ...(await foretell(context, plannedWrites(deletedNode, [], claims, at), request)),
      position: positionOf(await context.registry.position()),
      dryRun: true,
      repeated: false,
      commits: 0,
    };
  }
  await checkLargeLoss(context, claims.filter(({ state }) => state === 'valid').length, request);
  const disabled: RecordWrite = { kind: 'node', id, value: { ...value, enabled: false } };
  const deleted: RecordWrite = { kind: 'node', id, value: deletedNode };
  let made: MadeOutcome | undefined;
  let commits = 0;
  for (let from = 0; made === undefined || from < claims.length; from += CLAIMS_PER_COMMIT) {
    if (commits > 0) await nextTurn();
    const isLast = from + CLAIMS_PER_COMMIT >= claims.length;
    const writes = claims.slice(from, from + CLAIMS_PER_COMMIT).map((claim) => removalOf(claim, at));
    writes.push(isLast ? deleted : disabled);
    const expectations = [{ kind: 'node', id, revision: made?.position.revision ?? record.revision } as const];
    const idempotencyKey = isLast ? request.idempotencyKey : undefined;
    made = await commitRecords(context, { writes, expectations, customer: value.customer, idempotencyKey }, request);
    commits++;
  }
  return { ...answer, position: positionOf(made.position), dryRun: false, repeated: made.repeated, commits };
}

/** What moved to the CDN is left out: who else served the blocks then is not known any more. */
function repeatedDelete(reference: string, made: Revision): NodeDeleted {
  const node = made.writes.map(deletedNode).find((found) => found !== undefined);
  if (node === undefined) throw otherChangeError(made.position.revision);
  const { id, name, customer } = node;
  if (![id, name, `${customer}/${name}`].includes(reference)) throw otherChangeError(made.position.revision);
  const claimsRemoved = made.writes.filter(({ kind }) => kind === 'claim').length;
  const position = positionOf(made.position);
  return { id, name, customer, claimsRemoved, position, dryRun: false, repeated: true, commits: 0 };
}

function deletedNode(write: RecordWrite): CacheNode | undefined {
  return write.kind === 'node' && write.value?.deletedAt !== undefined ? write.value : undefined;
}
