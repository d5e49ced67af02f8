import { z } from 'zod';
import { nodeIdSchema } from './cache-node.ts';
import { customerIdSchema } from './customer.ts';
import { instantSchema } from './instant.ts';

/** A deleted node that can be restored. */
export const deletedNodeSchema = z.strictObject({
  id: nodeIdSchema,
  name: z.string(),
  customer: customerIdSchema,
  deletedAt: instantSchema,
  /** Until then it can be restored. */
  restorableUntil: instantSchema,
  revision: z.int(),
});
export type DeletedNode = z.infer<typeof deletedNodeSchema>;

/** The answer of `GET /v1/deleted-nodes`. */
export const deletedNodeListSchema = z.strictObject({ items: z.array(deletedNodeSchema) });
export type DeletedNodeList = z.infer<typeof deletedNodeListSchema>;
