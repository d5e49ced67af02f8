import { z } from 'zod';
import { instantSchema } from './instant.ts';
import { writtenShape } from './management-write.ts';
import { customerIdSchema } from './customer.ts';

const recordKindSchema = z.enum(['customer', 'origin', 'node', 'claim']);

/** One commit as a list of the history shows it. */
export const revisionSummarySchema = z.strictObject({
  revision: z.int(),
  at: instantSchema,
  /** Who: `local:<user>@<host>`, `api:<name>` or `control`. */
  by: z.string(),
  why: z.string().nullable(),
  /** The hash chain up to here, SHA-256 in hex, and the revision that it links to. */
  chain: z.string(),
  previous: z.strictObject({ revision: z.int(), chain: z.string() }),
  /** How many records it wrote, by kind. */
  writes: z.record(recordKindSchema, z.int()),
});
export type RevisionSummary = z.infer<typeof revisionSummarySchema>;

export const revisionListSchema = z.strictObject({ items: z.array(revisionSummarySchema) });
export type RevisionList = z.infer<typeof revisionListSchema>;

/** What became of one record from one revision to another. */
export const recordChangeSchema = z.strictObject({
  kind: recordKindSchema,
  id: z.string(),
  /** Whose it is; left out for origins, which are everybody's. */
  customer: z.string().optional(),
  /** What people call it: a node's name, a prefix with its node's name, a host. */
  name: z.string(),
  change: z.enum(['added', 'changed', 'removed']),
  /** The members that differ, with their values before and after; null where there was none. */
  members: z.array(z.strictObject({ pointer: z.string(), from: z.unknown(), to: z.unknown() })),
});
export type RecordChange = z.infer<typeof recordChangeSchema>;

/** How many changes one answer lists. */
export const MAX_CHANGES_SHOWN = 1_000;

/** The answer of `GET /v1/diff?from=&to=`. */
export const revisionDiffSchema = z.strictObject({
  from: z.int(),
  to: z.int(),
  /** How many records differ, all counted. */
  total: z.int(),
  /** The first `MAX_CHANGES_SHOWN` of them. */
  changes: z.array(recordChangeSchema),
});
export type RevisionDiff = z.infer<typeof revisionDiffSchema>;

/** The answer of `GET /v1/revisions/{revision}`. */
export const revisionResourceSchema = z.strictObject({ ...revisionSummarySchema.shape, diff: revisionDiffSchema });
export type RevisionResource = z.infer<typeof revisionResourceSchema>;

/** The body of `POST /v1/rollbacks`. */
export const rollbackCreateSchema = z.strictObject({
  /** The revision whose state is wanted back. */
  to: z.int().min(0),
  /** Only this customer's nodes and claims; without it everybody's, and the origins. */
  customer: customerIdSchema.optional(),
});
export type RollbackCreate = z.input<typeof rollbackCreateSchema>;

/** The answer to a rollback. */
export const rolledBackSchema = z.strictObject({
  ...writtenShape,
  to: z.int(),
  customer: z.string().optional(),
  /** How many records it changed, or would. */
  total: z.int(),
  changes: z.array(recordChangeSchema),
  commits: z.int(),
});
export type RolledBack = z.infer<typeof rolledBackSchema>;
