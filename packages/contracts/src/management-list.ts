import { z } from 'zod';
import { nodeSummarySchema } from './management-node.ts';
import { customerResourceSchema, originResourceSchema } from './management-write.ts';

/** A page of a list; `Link: <…>; rel="next"` (RFC 8288) names the next. */
function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item) });
}

export const nodeListSchema = pageOf(nodeSummarySchema);
export type NodeList = z.infer<typeof nodeListSchema>;

export const originListSchema = pageOf(originResourceSchema);
export type OriginList = z.infer<typeof originListSchema>;

export const customerListSchema = pageOf(customerResourceSchema);
export type CustomerList = z.infer<typeof customerListSchema>;
