import {
  originCreateSchema,
  readMembers,
  type Origin,
  type OriginResource,
  type OriginWritten,
} from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { commitRecords, staleError } from './commit-change.ts';
import { earlierRemoval } from './earlier-change.ts';
import { checkNoAliases, checkOrigin } from './check-origin.ts';
import { FieldReport } from './field-report.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { pageOf, type Page, type PageRequest } from './page.ts';
import { otherChangeError } from './same-change.ts';
import { writeNewRecord } from './write-new-record.ts';
import { positionOf } from './write-position.ts';

export const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** Adds a content host. `input` is an OriginCreate; everything wrong with it is told at once. */
export async function addOrigin(
  context: ManagementContext,
  input: unknown,
  request: WriteRequest,
): Promise<OriginWritten> {
  const { members, fields } = readMembers(originCreateSchema, input);
  const report = new FieldReport();
  report.addInvalid(fields);
  const scheme = members.scheme ?? 'http';
  // Without a report the host is there.
  const value: Origin = { host: '', ...members, scheme, port: members.port ?? DEFAULT_PORTS[scheme] };
  if (members.host !== undefined) await checkOrigin(context, value, report);
  report.throwIfAny('Cannot add origin');
  const written = await writeNewRecord(context, { kind: 'origin', id: value.host, value }, request, '/host');
  return { ...written.answer, origin: { ...value, revision: written.revision } };
}

export async function listOrigins(context: ManagementContext, request: PageRequest): Promise<Page<OriginResource>> {
  return pageOf(request, (options) => context.registry.list('origin', options), originResource);
}

export async function showOrigin(context: ManagementContext, host: string): Promise<OriginResource> {
  return originResource(await originRecord(context, host));
}

/** A retry with the same idempotency key and expected revision is answered as the first request was. */
export async function removeOrigin(
  context: ManagementContext,
  host: string,
  request: WriteRequest,
): Promise<OriginWritten> {
  const earlier = await earlierRemoval(context, 'origin', request);
  if (earlier !== undefined) {
    const { record, made } = earlier;
    if (record.id !== host) throw otherChangeError(made.position.revision);
    return { origin: originResource(record), position: positionOf(made.position), dryRun: false, repeated: true };
  }
  const record = await originRecord(context, host);
  const { expectedRevision } = request;
  if (expectedRevision !== undefined && expectedRevision !== record.revision) throw staleError([record]);
  await checkNoAliases(context, host);
  const origin = originResource(record);
  if (request.dryRun === true) {
    return { origin, position: positionOf(await context.registry.position()), dryRun: true, repeated: false };
  }
  const { position, repeated } = await commitRecords(
    context,
    {
      writes: [{ kind: 'origin', id: host, value: null }],
      expectations: [{ kind: 'origin', id: host, revision: record.revision }],
      idempotencyKey: request.idempotencyKey,
    },
    request,
  );
  return { origin, position: positionOf(position), dryRun: false, repeated };
}

export async function originRecord(context: ManagementContext, host: string): Promise<StoredRecord<'origin'>> {
  const record = await context.registry.get('origin', host);
  if (record !== undefined) return record;
  throw new ManagementError('not-found', `Cannot find origin ${quotedValue(host)}: there is none with this host`);
}

export function originResource({ value, revision }: StoredRecord<'origin'>): OriginResource {
  return { ...value, revision };
}
