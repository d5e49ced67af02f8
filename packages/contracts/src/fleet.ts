import { z } from 'zod';

/** One router as control sees it: `GET /v1/routers`. */
export const routerStatusSchema = z.strictObject({
  /** The address of its ops port. */
  url: z.string(),
  reachable: z.boolean(),
  /** What went wrong when it is not. */
  detail: z.string().optional(),
  ready: z.boolean(),
  revision: z.int().optional(),
  health: z.int().optional(),
  alarms: z.array(z.unknown()),
});
export type RouterStatus = z.infer<typeof routerStatusSchema>;

/** One router's explanation of its answer to an address. */
export const routerExplanationSchema = z.strictObject({
  url: z.string(),
  reachable: z.boolean(),
  detail: z.string().optional(),
  explanation: z.unknown().optional(),
});
export type RouterExplanation = z.infer<typeof routerExplanationSchema>;

/** The answer of `GET /v1/explain?address=`. */
export const explainComparisonSchema = z.strictObject({
  address: z.string(),
  /** Whether all routers that answered decide alike. */
  agree: z.boolean(),
  /** The members of the decision in which they differ. */
  differences: z.array(z.string()),
  routers: z.array(routerExplanationSchema),
});
export type ExplainComparison = z.infer<typeof explainComparisonSchema>;

/** The answer of `GET /v1/routers`. */
export const routerListSchema = z.strictObject({ items: z.array(routerStatusSchema) });
export type RouterList = z.infer<typeof routerListSchema>;
