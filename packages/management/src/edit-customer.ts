import { isDeepStrictEqual } from 'node:util';
import {
  customerPatchSchema,
  readMembers,
  type Customer,
  type CustomerPatch,
  type CustomerWritten,
} from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { attemptCommit, staleError } from './commit-change.ts';
import { customerResource } from './customers.ts';
import { earlierChange } from './earlier-change.ts';
import { FieldReport } from './field-report.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { otherChangeError } from './same-change.ts';
import { positionOf } from './write-position.ts';

const MOST_ATTEMPTS = 16;

/** Changes a customer by a merge patch (RFC 7396). `patch` is a CustomerPatch; everything wrong with it is told at once. */
export async function editCustomer(
  context: ManagementContext,
  id: string,
  patch: unknown,
  request: WriteRequest,
): Promise<CustomerWritten> {
  const { members, fields } = readMembers(customerPatchSchema, patch);
  const report = new FieldReport();
  report.addInvalid(fields);
  if (members.id !== undefined && members.id !== id)
    report.invalid('/id', `a customer's id never changes: it is ${quotedValue(id)}`);
  report.throwIfAny('Cannot edit customer');
  const earlier = await earlierChange(context, request);
  if (earlier !== undefined) {
    const made = earlier.writes.find((write) => write.kind === 'customer' && write.id === id);
    if (
      made?.kind !== 'customer' ||
      made.value === null ||
      !isDeepStrictEqual(patched(made.value, members), made.value)
    )
      throw otherChangeError(earlier.position.revision);
    const { position } = earlier;
    const customer = { ...made.value, revision: position.revision };
    return { customer, position: positionOf(position), dryRun: false, repeated: true };
  }
  for (let attempt = 1; ; attempt++) {
    const record = await foundCustomer(context, id);
    if (request.expectedRevision !== undefined && request.expectedRevision !== record.revision)
      throw staleError([record]);
    const value = patched(record.value, members);
    if (request.dryRun === true || isDeepStrictEqual(value, record.value)) {
      const position = positionOf(await context.registry.position());
      return {
        customer: customerResource({ ...record, value }),
        position,
        dryRun: request.dryRun === true,
        repeated: false,
      };
    }
    const planned = {
      writes: [{ kind: 'customer', id, value } as const],
      expectations: [{ kind: 'customer', id, revision: record.revision } as const],
      idempotencyKey: request.idempotencyKey,
    };
    const outcome = await attemptCommit(context, planned, request);
    if (outcome.kind === 'committed') {
      const { position, repeated } = outcome;
      const customer = customerResource({ ...record, value, revision: position.revision });
      return { customer, position: positionOf(position), dryRun: false, repeated };
    }
    // Claims that took of the allowance meanwhile changed the record too, and none of what is patched.
    if (attempt === MOST_ATTEMPTS) throw staleError(outcome.kind === 'stale' ? outcome.found : []);
  }
}

async function foundCustomer({ registry }: ManagementContext, id: string): Promise<StoredRecord<'customer'>> {
  const record = await registry.get('customer', id);
  if (record !== undefined) return record;
  throw new ManagementError('not-found', `Cannot find customer ${quotedValue(id)}: there is none with this id`);
}

function patched(before: Customer, patch: Partial<CustomerPatch>): Customer {
  const { contact: _, ...rest } = before;
  const contact = patch.contact === undefined ? before.contact : (patch.contact ?? undefined);
  return {
    ...rest,
    name: patch.name ?? before.name,
    asns: patch.asns === undefined ? before.asns : (patch.asns ?? []),
    ...(contact === undefined ? {} : { contact }),
  };
}
