import { quotedValue } from '@nearhop/ip';
import express, { type Request, type RequestHandler } from 'express';
import { Refusal } from './refusal.ts';

/** A hundred thousand claims fit; larger work is an import. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export const JSON_TYPE = 'application/json';
export const MERGE_PATCH_TYPE = 'application/merge-patch+json';

/** Reads a JSON body of one of these types; another type is 415. */
export function jsonBody(...types: readonly string[]): RequestHandler {
  const parse = express.json({ type: () => true, limit: MAX_BODY_BYTES, strict: false });
  return (request, response, next) => {
    checkType(request, types);
    parse(request, response, next);
  };
}

/** Throws Refusal 415 when the body is of none of these types. */
export function checkType(request: Request, types: readonly string[]): void {
  const type = request.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (types.includes(type)) return;
  throw new Refusal(
    415,
    'unsupported-media-type',
    `Cannot read the body: send ${types.join(' or ')}: received ${quotedValue(type)}`,
    {
      headers: request.method === 'PATCH' ? { 'Accept-Patch': types.join(', ') } : { Accept: types.join(', ') },
    },
  );
}
