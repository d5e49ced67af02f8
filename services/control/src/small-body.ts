import express, { type RequestHandler } from 'express';
import type { z } from 'zod';
import { checkType, JSON_TYPE } from './bodies.ts';
import { Refusal } from './refusal.ts';

const MAX_BODY_BYTES = 16 * 1024;

/** Reads what nodes send, a small JSON body. Its refusals quote nothing of it: it may hold a key. */
export function smallBody(): RequestHandler {
  const parse = express.json({ type: () => true, limit: MAX_BODY_BYTES });
  return (request, response, next) => {
    checkType(request, [JSON_TYPE]);
    parse(request, response, (error?: unknown) => {
      if (error === undefined) next();
      else
        next(new Refusal(400, 'bad-body', `Cannot read the body: it must be JSON of at most ${MAX_BODY_BYTES} bytes`));
    });
  };
}

/** The body by its schema. Tells which members are wrong, never what came. */
export function readBody<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    pointer: issue.path.map((step) => `/${String(step)}`).join(''),
    detail:
      issue.code === 'unrecognized_keys' ? 'it has members that there are not' : 'it is missing or not well-formed',
  }));
  throw new Refusal(422, 'invalid', 'Cannot read the body: it is none of this version', { fields });
}
