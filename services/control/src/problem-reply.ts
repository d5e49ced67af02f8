import type { Problem } from '@nearhop/contracts';
import { ManagementError, type ManagementErrorCode } from '@nearhop/management';
import { RegistryUnavailableError } from '@nearhop/registry';
import type { NextFunction, Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { ControlContext } from './context.ts';
import { requestFailed } from './events.ts';
import { Refusal } from './refusal.ts';

const STATUS: Readonly<Record<ManagementErrorCode, number>> = {
  invalid: 422,
  'not-found': 404,
  ambiguous: 409,
  exists: 409,
  conflict: 409,
  stale: 412,
  forbidden: 403,
  'needs-force': 409,
  unavailable: 503,
  'outcome-unknown': 503,
};

/** The one place where errors become answers: `application/problem+json` (RFC 9457). */
export function problemReply({ log }: Pick<ControlContext, 'log'>) {
  // Express tells error handlers by their four parameters.
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = refusalOf(error);
    if (refusal.status >= 500) requestFailed(log, request, error);
    const { status, code, message, fields } = refusal;
    const problem: Problem = {
      type: `urn:nearhop:problem:${code}`,
      title: STATUS_CODES[status] ?? 'Refused',
      status,
      detail: message,
      ...(fields.length === 0 ? {} : { errors: [...fields] }),
    };
    response.status(status).set(refusal.headers).set('Cache-Control', 'no-store');
    response.type('application/problem+json').send(JSON.stringify(problem));
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ManagementError) {
    const status = STATUS[error.code];
    const headers = status === 503 ? { headers: { 'Retry-After': '1' } } : {};
    return new Refusal(status, error.code, error.message, { fields: error.fields, ...headers });
  }
  // What was asked of the registry without Management between.
  if (error instanceof RegistryUnavailableError)
    return new Refusal(503, 'unavailable', error.message, { headers: { 'Retry-After': '1' } });
  return parserRefusal(error) ?? new Refusal(500, 'internal', 'Something broke: the log of control says what');
}

/** What Express and its body parser throw: errors with a `type` and a status. */
function parserRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  const { status } = error;
  if (status < 400 || status >= 500) return undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed')
    return new Refusal(400, 'malformed-json', `Cannot read the body: it is not JSON: ${error.message}`);
  if (type === 'entity.too.large')
    return new Refusal(413, 'too-large', 'Cannot read the body: it is too large: send blocks by POST /v1/imports');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Refusal(
      415,
      'unsupported-media-type',
      'Cannot read the body: send UTF-8, plain or compressed with gzip, deflate or br',
    );
  }
  return new Refusal(status, 'bad-request', `Cannot read the request: ${error.message}`);
}
