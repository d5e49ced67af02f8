import {
  customerCreateSchema,
  readMembers,
  type Customer,
  type CustomerResource,
  type CustomerWritten,
} from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { FieldReport } from './field-report.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { pageOf, type Page, type PageRequest } from './page.ts';
import { writeNewRecord } from './write-new-record.ts';

/** Made on first need, so that somebody with one network need not know the word. */
export const DEFAULT_CUSTOMER: Customer = { id: 'default', name: 'Default', asns: [] };

/** A customer that a write belongs to. */
export interface OwningCustomer {
  readonly id: string;
  /** The customer when it is yet to be made. */
  readonly newCustomer: Customer | undefined;
}

/** Makes a customer. `input` is a CustomerCreate; everything wrong with it is told at once. */
export async function createCustomer(
  context: ManagementContext,
  input: unknown,
  request: WriteRequest,
): Promise<CustomerWritten> {
  const { members, fields } = readMembers(customerCreateSchema, input);
  const report = new FieldReport();
  report.addInvalid(fields);
  report.throwIfAny('Cannot create customer');
  const id = members.id ?? ''; // without a report it is there
  const { contact } = members;
  const value: Customer = {
    id,
    name: members.name ?? id,
    asns: members.asns ?? [],
    ...(contact === undefined ? {} : { contact }),
  };
  const written = await writeNewRecord(context, { kind: 'customer', id, value }, request, '/id');
  return { ...written.answer, customer: { ...value, revision: written.revision } };
}

export async function listCustomers(context: ManagementContext, request: PageRequest): Promise<Page<CustomerResource>> {
  return pageOf(request, (options) => context.registry.list('customer', options), customerResource);
}

/** The customer as it stands, with the revision to expect of it: 0 when it is yet to be made. */
export async function customerRecord(
  { registry }: Pick<ManagementContext, 'registry'>,
  { id, newCustomer }: OwningCustomer,
): Promise<Pick<StoredRecord<'customer'>, 'value' | 'revision'>> {
  const record = newCustomer === undefined ? await registry.get('customer', id) : undefined;
  return record ?? { value: newCustomer ?? { id, name: id, asns: [] }, revision: 0 };
}

export async function showCustomer(context: ManagementContext, id: string): Promise<CustomerResource> {
  const record = await context.registry.get('customer', id);
  if (record !== undefined) return customerResource(record);
  throw new ManagementError('not-found', `Cannot find customer ${quotedValue(id)}: there is none with this id`);
}

/**
 * The customer that a new node belongs to: the one that is named, else the only one there is, else the default, made when
 * there is none. With several and none named, the report says so.
 */
export async function owningCustomer(
  context: ManagementContext,
  named: string | undefined,
  report: FieldReport,
): Promise<OwningCustomer> {
  const { registry } = context;
  if (named !== undefined) {
    if ((await registry.get('customer', named)) !== undefined) return { id: named, newCustomer: undefined };
    if (named !== DEFAULT_CUSTOMER.id)
      report.invalid('/customer', `there is no customer "${named}": make it first, or write another`);
    return newDefaultCustomer();
  }
  const [only, second] = await registry.list('customer', { limit: 2 });
  if (only === undefined) return newDefaultCustomer();
  if (second !== undefined) {
    report.invalid(
      '/customer',
      `must be given where there are several: write one such as "${only.id}" or "${second.id}"`,
    );
  }
  return { id: only.id, newCustomer: undefined };
}

function newDefaultCustomer(): OwningCustomer {
  return { id: DEFAULT_CUSTOMER.id, newCustomer: DEFAULT_CUSTOMER };
}

export function customerResource({ value, revision }: StoredRecord<'customer'>): CustomerResource {
  return { ...value, revision };
}
