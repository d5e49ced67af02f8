import { claimCommentInputSchema, readMembers, type Claim, type ClaimWritten } from '@nearhop/contracts';
import { FieldReport } from '../field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { isClaimant, withComment } from './claim-thread.ts';
import { claimToChange, claimWritten, commitPending, repeatedChange, writePending } from './commit-claim.ts';

/** Adds to the thread of a claim. `input` is a ClaimCommentInput. */
export async function commentOnClaim(
  context: ManagementContext,
  reference: string,
  input: unknown,
  request: WriteRequest,
): Promise<ClaimWritten> {
  const { members, fields } = readMembers(claimCommentInputSchema, input);
  const report = new FieldReport();
  report.addInvalid(fields);
  report.throwIfAny('Cannot comment on claim');
  const { text } = members;
  const isSame = (made: Claim | null) => made?.thread?.at(-1)?.text === text;
  const earlier = await repeatedChange(context, reference, request, isSame);
  if (earlier !== undefined) return earlier;
  const record = await claimToChange(context, reference, request);
  const asks = isClaimant(record.value, request.by);
  const role = members.role ?? (asks ? 'claimant' : 'reviewer');
  if (asks && role === 'reviewer') {
    throw new ManagementError(
      'forbidden',
      `Cannot comment on claim "${record.id}" as a reviewer: you asked for it, or spoke for whoever did`,
    );
  }
  const after = withComment(record.value, role, text, { by: request.by, at: instant(context) });
  return writePending(context, record, after, request);
}

/** The claimant takes a claim back that is no block yet. */
export async function withdrawClaim(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<ClaimWritten> {
  const earlier = await repeatedChange(context, reference, request, (made) => made === null);
  if (earlier !== undefined) return earlier;
  const record = await claimToChange(context, reference, request);
  if (record.value.state === 'valid') {
    throw new ManagementError(
      'conflict',
      `Cannot withdraw claim "${record.id}": it is valid: edit its node to take a block away`,
    );
  }
  if (request.dryRun === true) return writePending(context, record, record.value, request);
  const made = await commitPending(context, record, null, request);
  return claimWritten(context, record, { ...made, dryRun: false });
}
