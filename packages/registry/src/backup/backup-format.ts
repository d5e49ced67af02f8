import { instantSchema } from '@nearhop/contracts';
import { z } from 'zod';
import { RECORD_KINDS } from '../records.ts';

/**
 * A backup is text of one JSON value a line: the head, then a record a line (`{"id", "kind", "value"}`, canonical, kinds in the order of
 * RECORD_KINDS), then the foot, which tells a whole one.
 */
export const BACKUP_VERSION = 1;

const countsSchema = z.strictObject({ customer: z.int(), origin: z.int(), node: z.int(), claim: z.int() });

export const headSchema = z.strictObject({
  format: z.literal('nearhop-registry-backup'),
  version: z.int(),
  /** Of this backup, so that a restore that was broken off can be gone on with. */
  backup: z.string().regex(/^[0-9a-f]{32}$/),
  at: instantSchema,
  position: z.strictObject({
    lineage: z.string().regex(/^[\x21-\x7e]{1,100}$/),
    revision: z.int().min(0),
    chain: z.string(),
    counts: countsSchema,
    digest: z.string(),
  }),
});
export type BackupHead = z.infer<typeof headSchema>;

export const recordSchema = z.strictObject({ id: z.string(), kind: z.enum(RECORD_KINDS), value: z.unknown() });

export const footSchema = z.strictObject({
  records: z.int().min(0),
  /** Over all lines before this one, with their line feeds. */
  sha256: z.string(),
});
export type BackupFoot = z.infer<typeof footSchema>;
