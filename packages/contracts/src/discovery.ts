import { z } from 'zod';
import { nodeNameSchema, portSchema } from './cache-node.ts';
import { reasonSchema } from './reason.ts';

/** The most caches that one answer names. */
export const MAX_CACHES = 4;

export const cacheChoiceSchema = z.strictObject({
  node: nodeNameSchema,
  address: z.string(),
  port: portSchema,
  /** The node of an enclosing block: try it after the others. */
  backup: z.boolean(),
});
export type CacheChoice = z.infer<typeof cacheChoiceSchema>;

/** The answer of `GET /v1/route`. */
export const routeAnswerSchema = z.strictObject({
  /** The client address that the answer is for, or null when it could not be read. */
  client: z.string().nullable(),
  decision: z.enum(['node', 'cdn']),
  reason: reasonSchema,
  /** In the order to try; empty for `cdn`. */
  caches: z.array(cacheChoiceSchema).max(MAX_CACHES),
  ttlSeconds: z.int().min(1),
  /** The registry's revision and the health vector's number that the answer follows from; 0 for none. */
  revision: z.int().min(0),
  health: z.int().min(0),
});
export type RouteAnswer = z.infer<typeof routeAnswerSchema>;
