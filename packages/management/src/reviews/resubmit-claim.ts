import { claimResubmitSchema, readMembers, type Claim, type ClaimWritten } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { admitClaims } from '../admit-claims.ts';
import { AGAIN_TEXT, OVERLAP_TEXT, pendingClaim } from '../claim-state.ts';
import { staleError } from '../commit-change.ts';
import { commitClaims } from '../commit-claims.ts';
import { customerRecord } from '../customers.ts';
import { equalClaimError } from '../equal-claim.ts';
import { FieldReport } from '../field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { planClaim } from '../plan-claims.ts';
import { withComment } from './claim-thread.ts';
import { claimToChange, claimWritten, repeatedChange } from './commit-claim.ts';

/**
 * The claimant asks again for a claim that requires attention. What a reviewer refused goes to a reviewer again; what only stood in
 * another's way is judged as if it were new. `input` is a ClaimResubmit.
 */
export async function resubmitClaim(
  context: ManagementContext,
  reference: string,
  input: unknown,
  request: WriteRequest,
): Promise<ClaimWritten> {
  const { members, fields } = readMembers(claimResubmitSchema, input ?? {});
  const report = new FieldReport();
  report.addInvalid(fields);
  report.throwIfAny('Cannot resubmit claim');
  const isSame = (made: Claim | null) => made?.thread?.at(-1)?.role === 'claimant';
  const earlier = await repeatedChange(context, reference, request, isSame);
  if (earlier !== undefined) return earlier;
  const record = await claimToChange(context, reference, request);
  if (record.value.state !== 'attention-required') {
    throw new ManagementError(
      'conflict',
      `Cannot resubmit claim "${record.id}": it is ${record.value.state}: only what requires attention is asked for again`,
    );
  }
  const claim = await asked(context, record, members.comment, request);
  const { registry } = context;
  if (request.dryRun === true) {
    const { value: owner } = await customerRecord(context, { id: claim.customer, newCustomer: undefined });
    const asking = { by: request.by, at: instant(context) };
    const { claims } = await admitClaims(registry, owner, [{ claim, pointer: '', before: record }], asking);
    const value = claims[0]?.claim ?? claim;
    return claimWritten(
      context,
      { ...record, value },
      { position: await registry.position(), dryRun: true, repeated: false },
    );
  }
  const node = await registry.get('node', claim.node);
  if (node === undefined) throw staleError([{ kind: 'node', id: claim.node, revision: 0 }]);
  const made = await commitClaims(
    context,
    {
      node: node.value,
      revision: node.revision,
      newCustomer: undefined,
      claims: [{ claim, pointer: '', before: record }],
      removed: [],
      asking: { by: record.value.claimedBy ?? request.by, at: instant(context) },
      idempotencyKey: request.idempotencyKey,
    },
    request,
  );
  const { position, repeated } = made.outcome;
  const value = made.claims[0]?.claim ?? claim;
  return claimWritten(
    context,
    { ...record, value, revision: position.revision },
    { position, dryRun: false, repeated },
  );
}

/** The claim as it is asked for again. */
async function asked(
  context: ManagementContext,
  { value }: StoredRecord<'claim'>,
  comment: string | undefined,
  { by }: WriteRequest,
): Promise<Claim> {
  const at = instant(context);
  // Whoever claimed it first stays the claimant; whoever asks now speaks for them in the thread.
  const asking = { by: value.claimedBy ?? by, at };
  const said = withComment(value, 'claimant', comment ?? 'Asked for again', { by, at });
  const planned = await planClaim(context, said, Prefix.parse(said.prefix), asking);
  if (planned.kind === 'refused')
    throw await equalClaimError(context, { claim: said, pointer: '/prefix' }, planned.node);
  const wasRefused = value.text !== OVERLAP_TEXT;
  const claim =
    planned.claim.state === 'valid' && wasRefused
      ? pendingClaim(said, { kind: 'in-review', text: AGAIN_TEXT }, asking)
      : planned.claim;
  return { ...claim, ...(said.thread && { thread: said.thread }) };
}
