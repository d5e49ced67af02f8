import type { Claim, ClaimWritten } from '@nearhop/contracts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { withComment } from './claim-thread.ts';
import { claimToChange, repeatedChange, writePending } from './commit-claim.ts';

/** A reviewer turns a claim down; the reason is what the claimant reads. */
export async function refuseClaim(
  context: ManagementContext,
  reference: string,
  request: WriteRequest,
): Promise<ClaimWritten> {
  const why = (request.why ?? '').trim();
  if (why === '') {
    const detail = 'refusing a claim needs a reason: write what the claimant should do about it';
    throw new ManagementError('invalid', `Cannot refuse claim: ${detail}`, {
      fields: [{ pointer: '/reason', detail }],
    });
  }
  const isSame = (made: Claim | null) => made?.state === 'attention-required' && made.text === why;
  const earlier = await repeatedChange(context, reference, request, isSame);
  if (earlier !== undefined) return earlier;
  const record = await claimToChange(context, reference, request);
  if (record.value.state === 'valid') {
    throw new ManagementError(
      'conflict',
      `Cannot refuse claim "${record.id}": it is valid: only a claim that waits can be refused`,
    );
  }
  const asking = { by: request.by, at: instant(context) };
  const refused = { ...record.value, state: 'attention-required' as const, text: why, since: asking.at };
  return writePending(context, record, withComment(refused, 'reviewer', why, asking), request);
}
