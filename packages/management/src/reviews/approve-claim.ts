import type { Claim, ClaimWritten } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { claimVerdict } from '../claim-state.ts';
import { claimsAround } from '../claims-around.ts';
import { staleError } from '../commit-change.ts';
import { equalClaimError } from '../equal-claim.ts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { nextTurn } from '../turn-taking.ts';
import { claimToChange, claimWritten, commitClaim, repeatedChange } from './commit-claim.ts';
import { isClaimant, withComment } from './claim-thread.ts';
import { spaceTaken, takeSpace, type SpaceTaken } from './take-space.ts';

// Blocks inside a claim that another customer holds: the commit finds any that lie beyond these.
const MOST_LOOKED_AT = 4_096;
const MOST_ATTEMPTS = 16;

/**
 * A reviewer gives a claim its space. Whoever claimed it may not, and of two overlapping claims only the first that is approved can be.
 * The reason, if one is given, stands in the claim's thread; with `force` it takes space from others (take-space.ts).
 */
export async function approveClaim(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<ClaimWritten> {
  const isForced = request.force === true;
  if (isForced && (request.why ?? '').trim() === '') {
    const detail = 'taking space from others needs a reason, which they will read: write why';
    throw new ManagementError('invalid', `Cannot approve claim: ${detail}`, {
      fields: [{ pointer: '/reason', detail }],
    });
  }
  const earlier = await repeatedChange(context, reference, request, (made) => made?.state === 'valid');
  if (earlier !== undefined) return earlier;
  const record = await claimToChange(context, reference, request);
  checkMayApprove(record, request.by);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const taken = await whatIsTaken(context, record, isForced, request);
    const after = { ...record, value: approved(context, record.value, request) };
    const answer = { dryRun: false, repeated: false, taken: taken.overlaps };
    if (request.dryRun === true)
      return claimWritten(context, after, { ...answer, dryRun: true, position: await context.registry.position() });
    const outcome = await commitClaim(context, record, after.value, request, taken);
    if (outcome.kind === 'committed') {
      const { position, repeated } = outcome;
      return claimWritten(context, { ...after, revision: position.revision }, { ...answer, position, repeated });
    }
    if (outcome.kind === 'stale' && outcome.found.some(({ id }) => id === record.id)) throw staleError(outcome.found);
    await nextTurn();
  }
  throw new ManagementError(
    'conflict',
    `Cannot approve claim "${record.id}": the address space around it keeps changing: try again`,
  );
}

function checkMayApprove({ id, value }: StoredRecord<'claim'>, by: string): void {
  if (value.state === 'valid')
    throw new ManagementError('conflict', `Cannot approve claim "${id}": it is valid already`);
  if (!isClaimant(value, by)) return;
  throw new ManagementError(
    'forbidden',
    `Cannot approve claim "${id}": you asked for it, or spoke for whoever did: somebody else must judge it`,
  );
}

/** What must give way for the claim. Throws ManagementError for what must not. */
async function whatIsTaken(
  context: ManagementContext,
  { id, value }: StoredRecord<'claim'>,
  isForced: boolean,
  request: WriteRequest,
): Promise<SpaceTaken> {
  const prefix = Prefix.parse(value.prefix);
  const around = await claimsAround(context.registry, prefix, MOST_LOOKED_AT);
  const others = around.claims.filter((other) => other.id !== id);
  const own = others.map((other) => other.value).filter(({ customer }) => customer === value.customer);
  const verdict = claimVerdict(value, own);
  if (verdict.kind === 'refused')
    throw await equalClaimError(context, { claim: value, pointer: '/prefix' }, verdict.node);
  const foreign = others.filter((other) => other.value.customer !== value.customer && other.value.state === 'valid');
  if (foreign.length === 0) return spaceTaken;
  return takeSpace(context, { claim: value, foreign, isForced }, request);
}

function approved(context: ManagementContext, claim: Claim, request: WriteRequest): Claim {
  const at = instant(context);
  const { node, customer, prefix, shared, thread } = claim;
  const why = request.why?.trim() === '' ? undefined : request.why;
  const valid: Claim = {
    node,
    customer,
    prefix,
    shared,
    state: 'valid',
    basis: 'review',
    since: at,
    ...(thread === undefined ? {} : { thread }),
  };
  return withComment(valid, 'reviewer', why, { by: request.by, at });
}
