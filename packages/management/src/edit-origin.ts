import { isDeepStrictEqual } from 'node:util';
import { originPatchSchema, readMembers, type Origin, type OriginPatch, type OriginWritten } from '@nearhop/contracts';
import { checkOrigin } from './check-origin.ts';
import { commitRecords, staleError } from './commit-change.ts';
import { earlierChange } from './earlier-change.ts';
import { FieldReport } from './field-report.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { DEFAULT_PORTS, originRecord } from './origins.ts';
import { otherChangeError } from './same-change.ts';
import { positionOf } from './write-position.ts';

/**
 * Changes an origin by a merge patch (RFC 7396). `patch` is an OriginPatch; everything wrong with it is told at once. A new scheme
 * brings its own port unless one is given. A patch that changes nothing writes nothing.
 */
export async function editOrigin(
  context: ManagementContext,
  host: string,
  patch: unknown,
  request: WriteRequest,
): Promise<OriginWritten> {
  const record = await originRecord(context, host);
  const { members, fields } = readMembers(originPatchSchema, patch);
  const report = new FieldReport();
  report.addInvalid(fields);
  if (members.host !== undefined && members.host !== host)
    report.invalid('/host', 'the host of an origin stays: add the other host and remove this one');
  const earlier = await earlierChange(context, request);
  const before = earlier?.writes.find((write) => write.kind === 'origin' && write.id === host)?.value ?? record.value;
  const value = patchedOrigin(before as Origin, members);
  if (earlier === undefined) await checkOrigin(context, value, report);
  report.throwIfAny('Cannot edit origin');
  const unchanged = isDeepStrictEqual(value, before);
  if (earlier !== undefined) {
    if (!unchanged) throw otherChangeError(earlier.position.revision);
    const position = positionOf(await context.registry.position());
    return { origin: { ...record.value, revision: record.revision }, position, dryRun: false, repeated: true };
  }
  const { expectedRevision, idempotencyKey } = request;
  if (expectedRevision !== undefined && expectedRevision !== record.revision) throw staleError([record]);
  if (unchanged || request.dryRun === true) {
    const position = positionOf(await context.registry.position());
    return {
      origin: { ...value, revision: record.revision },
      position,
      dryRun: request.dryRun === true,
      repeated: false,
    };
  }
  const planned = {
    writes: [{ kind: 'origin', id: host, value } as const],
    expectations: [{ kind: 'origin', id: host, revision: record.revision } as const],
    idempotencyKey,
  };
  const { position, repeated } = await commitRecords(context, planned, request);
  return { origin: { ...value, revision: position.revision }, position: positionOf(position), dryRun: false, repeated };
}

function patchedOrigin(origin: Origin, patch: Partial<OriginPatch>): Origin {
  const port =
    patch.port ??
    (patch.scheme === undefined || patch.scheme === origin.scheme ? origin.port : DEFAULT_PORTS[patch.scheme]);
  const merged = { ...origin, ...patch, host: origin.host, port };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  ) as unknown as Origin;
}
