import type { Origin } from '@nearhop/contracts';
import { Address, quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import type { FieldReport } from './field-report.ts';
import type { ManagementContext } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { originHostFault } from './origin-host-fault.ts';

const LOOPBACK = Address.parse('127.0.0.1');

/** Adds to the report what is wrong with a well-formed origin. */
export async function checkOrigin(context: ManagementContext, origin: Origin, report: FieldReport): Promise<void> {
  const fault = originHostFault(origin.host, context.policy);
  if (fault !== undefined) report.invalid('/host', fault);
  const { aliasOf, requestHeaders, testPath } = origin;
  if (aliasOf !== undefined) {
    const aliasFault = await aliasFaultOf(context, origin, aliasOf);
    if (aliasFault !== undefined) report.invalid('/aliasOf', aliasFault);
  }
  if (requestHeaders?.includes('*') === true && !context.policy.allowsOrigin(LOOPBACK)) {
    report.invalid('/requestHeaders', '"*" passes on cookies and credentials, so it is for lab mode: name the headers');
  }
  if (testPath !== undefined && origin.host.startsWith('*.')) {
    report.invalid('/testPath', `${quotedValue(origin.host)} is many hosts: add the one that has the test object`);
  }
}

async function aliasFaultOf(
  context: ManagementContext,
  { host }: Origin,
  aliasOf: string,
): Promise<string | undefined> {
  if (aliasOf === host) return 'an origin is no alias of itself: write the other host';
  if (aliasOf.startsWith('*.')) return 'one copy is kept under one host: write a host without "*."';
  const target = await context.registry.get('origin', aliasOf);
  if (target === undefined) return `there is no origin ${quotedValue(aliasOf)}: add it first`;
  if (target.value.aliasOf !== undefined)
    return `${quotedValue(aliasOf)} is an alias itself: write ${quotedValue(target.value.aliasOf)}`;
  const alias = await aliasTo(context, host);
  return alias === undefined ? undefined : `${quotedValue(alias)} is an alias of this origin: change that one first`;
}

/** Refuses to take an origin away on which others stand. Throws ManagementError. */
export async function checkNoAliases(context: ManagementContext, host: string): Promise<void> {
  const alias = await aliasTo(context, host);
  if (alias === undefined) return;
  throw new ManagementError(
    'conflict',
    `Cannot remove origin ${quotedValue(host)}: ${quotedValue(alias)} is an alias of it: remove or change that one first`,
  );
}

/** The host of an origin that is an alias of this one. */
async function aliasTo({ registry }: ManagementContext, host: string): Promise<string | undefined> {
  const limit = 1_000;
  let after: string | undefined;
  for (;;) {
    const page: readonly StoredRecord<'origin'>[] = await registry.list('origin', {
      limit,
      ...(after !== undefined && { after }),
    });
    const alias = page.find(({ value }) => value.aliasOf === host);
    if (alias !== undefined || page.length < limit) return alias?.value.host;
    after = page.at(-1)?.id;
  }
}
