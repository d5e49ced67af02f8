import { z } from 'zod';
import { positionSchema } from './management-write.ts';

/** What became of one row of an import. */
export const importRowSchema = z.strictObject({
  /** The line of the file on which the row begins, from 1 (the header). */
  line: z.int(),
  customer: z.string(),
  node: z.string(),
  /** `warning`: all went in, but something needs attention; `error`: something did not go in. */
  outcome: z.enum(['ok', 'warning', 'error']),
  /** Blocks made by this row, blocks that were there before, and blocks that did not go in. */
  added: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  /** What is wrong and what to write instead; at most 20 of a row, then how many more. */
  texts: z.array(z.string()),
});
export type ImportRow = z.infer<typeof importRowSchema>;

export const importProgressSchema = z.strictObject({
  rowsDone: z.int(),
  /** Known when the caller told it. */
  rowsTotal: z.int().optional(),
  blocksDone: z.int(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const importSummarySchema = z.strictObject({
  rows: z.int(),
  rowsOk: z.int(),
  rowsWarning: z.int(),
  rowsError: z.int(),
  customersMade: z.int(),
  nodesMade: z.int(),
  blocksAdded: z.int(),
  blocksUnchanged: z.int(),
  blocksRefused: z.int(),
  /** Of the blocks added, those that need attention. */
  blocksAttentionRequired: z.int(),
  commits: z.int(),
  dryRun: z.boolean(),
  position: positionSchema,
});
export type ImportSummary = z.infer<typeof importSummarySchema>;

/** A line of the NDJSON answer of `POST /v1/imports`: rows that are `ok` are only counted. The last line is `done` or `failed`. */
export const importEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('row'), row: importRowSchema }),
  z.strictObject({ kind: z.literal('progress'), progress: importProgressSchema }),
  z.strictObject({ kind: z.literal('done'), summary: importSummarySchema }),
  z.strictObject({ kind: z.literal('failed'), detail: z.string() }),
]);
export type ImportEvent = z.infer<typeof importEventSchema>;
