import { customerIdSchema, nodeNameSchema, type Servers } from '@nearhop/contracts';
import { quotedValue, type AddressPolicy } from '@nearhop/ip';
import { FieldReport } from './field-report.ts';
import { ManagementError } from './management-error.ts';
import { readServers } from './read-servers.ts';
import type { RowTally } from './row-tally.ts';

export const IMPORT_HEADER = 'customer,node,server,blocks';

/** A row's columns, read. */
export interface ImportColumns {
  /** Empty for the deployment's only or default customer. */
  readonly customer: string;
  readonly node: string;
  readonly servers: Servers;
  readonly blocks: readonly string[];
}

/** Throws ManagementError for any other first line: a file without it is another kind of file. */
export function checkHeader(fields: readonly string[]): void {
  const received = fields.map((field) => field.trim().toLowerCase()).join(',');
  if (received === IMPORT_HEADER) return;
  throw new ManagementError(
    'invalid',
    `Cannot import: the first line must be "${IMPORT_HEADER}": received ${quotedValue(fields.join(','))}`,
  );
}

/** Reads a row's columns; undefined when it cannot be told whose blocks these are. A bad server is told and left out. */
export function readColumns(
  fields: readonly string[],
  policy: AddressPolicy,
  tally: RowTally,
): ImportColumns | undefined {
  if (fields.length !== 4) {
    tally.fail(`a row must have 4 fields, ${IMPORT_HEADER}: received ${fields.length}`);
    return undefined;
  }
  const [customer = '', node = '', server = '', blocks = ''] = fields.map((field) => field.trim());
  tally.customer = customer;
  tally.node = node;
  const faults = [
    customer === '' ? undefined : faultOf(customerIdSchema.safeParse(customer), `customer ${quotedValue(customer)}`),
    faultOf(nodeNameSchema.safeParse(node), `node ${quotedValue(node)}`),
  ].filter((fault) => fault !== undefined);
  for (const fault of faults) tally.fail(fault);
  if (faults.length > 0) return undefined;
  return {
    customer,
    node,
    servers: readServerColumn(server, policy, tally),
    blocks: blocks === '' ? [] : blocks.split(/[\s,]+/),
  };
}

function readServerColumn(text: string, policy: AddressPolicy, tally: RowTally): Servers {
  if (text === '') return {};
  const report = new FieldReport();
  const servers = readServers(text.split(/[\s,]+/), policy, report);
  for (const { detail } of report.fields) tally.fail(detail);
  return servers;
}

function faultOf(
  result: { readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined },
  what: string,
): string | undefined {
  const message = result.error?.issues[0]?.message;
  return message === undefined ? undefined : `${what}: ${message}`;
}
