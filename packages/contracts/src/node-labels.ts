import { z } from 'zod';
import { plainTextSchema } from './plain-text.ts';

const labelNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, {
  message: 'write a label name of 1 to 63 of A-Z, a-z, 0-9, "_", "." and "-", beginning with a letter or digit',
});
const labelValueSchema = plainTextSchema(200);

/** Labels of a node, such as `{"site": "seattle"}`. */
export const labelsInputSchema = z.record(labelNameSchema, labelValueSchema);

/** A merge patch of labels: null takes a label away. */
export const labelsPatchSchema = z.record(labelNameSchema, labelValueSchema.nullable());
export type LabelsPatch = z.infer<typeof labelsPatchSchema>;

/** The most labels that one node has. */
export const MAX_LABELS = 64;
