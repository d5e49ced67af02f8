import { plainTextSchema } from '@nearhop/contracts';
import type { WriteRequest } from '@nearhop/management';
import { quotedValue } from '@nearhop/ip';
import type { Request } from 'express';
import { actorOf } from './actor.ts';
import { readFlag, readQuery } from './query.ts';
import { Refusal } from './refusal.ts';

export const WRITE_PARAMETERS = ['dryRun', 'reason', 'force', 'traffic'] as const;

const reasonSchema = plainTextSchema(1_000);
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** How a write is to be made: `?dryRun=true`, `?reason=`, and `Idempotency-Key`. */
export function readWrite(request: Request): WriteRequest {
  return writeRequest(request, readQuery(request, WRITE_PARAMETERS));
}

export function writeRequest(
  request: Request,
  query: Partial<Record<(typeof WRITE_PARAMETERS)[number], string>>,
): WriteRequest {
  const reason = query.reason?.trim() ?? '';
  const fault = reasonSchema.safeParse(reason).error?.issues[0]?.message;
  if (fault !== undefined) {
    throw new Refusal(400, 'bad-query', `Cannot read the query: reason: ${fault}: received ${quotedValue(reason)}`);
  }
  return {
    by: actorOf(request),
    why: reason === '' ? undefined : reason,
    dryRun: readFlag('dryRun', query.dryRun),
    force: readFlag('force', query.force),
    ...(query.traffic !== undefined && { traffic: { named: query.traffic } }),
    idempotencyKey: readIdempotencyKey(request),
  };
}

/** As `readWrite`, for a record that is there: `If-Match` must name the revision that the caller saw, or `*`. */
export function readChange(request: Request): WriteRequest {
  return { ...readWrite(request), expectedRevision: readIfMatch(request) };
}

/** As `readChange`, for a record that may be changed unseen: `If-Match` is heeded where it is given. */
export function readOptionalChange(request: Request): WriteRequest {
  return request.get('If-Match') === undefined ? readWrite(request) : readChange(request);
}

/** A strong entity tag (RFC 9110 section 8.8.3). */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

function readIfMatch(request: Request): number | undefined {
  const text = request.get('If-Match')?.trim();
  if (text === undefined || text === '') {
    throw new Refusal(
      428,
      'precondition-required',
      'Cannot change a record unseen: send If-Match with the ETag that you read, or *',
    );
  }
  if (text === '*') return undefined;
  const revision = /^"(\d{1,15})"$/.exec(text)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new Refusal(
    412,
    'stale',
    `Cannot match If-Match ${quotedValue(text)}: send the one ETag that you read, such as "123"`,
  );
}

/** For a write that no key makes safer: to take one would promise what nobody keeps. */
export function refuseIdempotencyKey(request: Request): void {
  if (request.get('Idempotency-Key') === undefined) return;
  throw new Refusal(
    400,
    'bad-idempotency-key',
    'Cannot take Idempotency-Key: imports are idempotent by themselves, the same file may be imported again: leave it out',
  );
}

function readIdempotencyKey(request: Request): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key;
  throw new Refusal(
    400,
    'bad-idempotency-key',
    'Cannot read Idempotency-Key: write 1 to 200 visible ASCII characters, such as a UUID',
  );
}
