import { CLAIM_STATES, type ClaimResource, type ClaimState } from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { claimResource, NodeNames } from './claim-resource.ts';
import type { ManagementContext } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { scannedPage, type Page, type PageRequest } from '../page.ts';

export interface ClaimListRequest extends PageRequest {
  /** Only this customer's. */
  readonly customer?: string | undefined;
  /** Only those in one of these states. */
  readonly states?: readonly ClaimState[] | undefined;
}

/** Claims in the order of their prefixes. */
export async function listClaims(context: ManagementContext, request: ClaimListRequest): Promise<Page<ClaimResource>> {
  const { items, next } = await claimRecords(context, request);
  const names = new NodeNames(context.registry);
  const shown: ClaimResource[] = [];
  for (const record of items) shown.push(await claimResource(record, names));
  return { items: shown, next };
}

/** As `listClaims`, the records. */
export async function claimRecords(
  { registry }: ManagementContext,
  request: ClaimListRequest,
): Promise<Page<StoredRecord<'claim'>>> {
  const { customer, states = CLAIM_STATES } = request;
  const filter = customer === undefined ? {} : { customer };
  const pending = states.filter((state) => state !== 'valid');
  const read = states.includes('valid')
    ? (options: { after?: string; limit: number }) => registry.list('claim', { ...options, ...filter })
    : (options: { after?: string; limit: number }) =>
        registry.pendingClaims({ ...options, ...filter, states: pending });
  try {
    return await scannedPage(
      request,
      read,
      ({ value }) => states.includes(value.state),
      (record) => record,
    );
  } catch (error) {
    if (error instanceof RangeError)
      throw new ManagementError('invalid', `Cannot list claims: after must be what the page before gave as next`);
    throw error;
  }
}

/** States as a list of words, such as `in-review,attention-required`; throws ManagementError for others. */
export function readClaimStates(text: string): ClaimState[] {
  return text.split(',').map((word) => {
    const state = CLAIM_STATES.find((known) => known === word.trim());
    if (state !== undefined) return state;
    throw new ManagementError(
      'invalid',
      `Cannot list claims: there is no state ${quotedValue(word.trim())}: write one or more of ${CLAIM_STATES.join(', ')}`,
    );
  });
}
