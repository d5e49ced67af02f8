import { z } from 'zod';

/** One bad field: where it is (RFC 6901 pointer into the request body) and what to write instead. */
export const problemFieldSchema = z.strictObject({ pointer: z.string(), detail: z.string() });
export type ProblemField = z.infer<typeof problemFieldSchema>;

/** The body of every refusal: `application/problem+json` (RFC 9457). */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(problemFieldSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
