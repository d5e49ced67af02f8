import { z } from 'zod';
import { plainTextSchema } from './plain-text.ts';

export const customerIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  message: 'write 1 to 63 of a-z, 0-9 and "-", beginning with a letter or digit',
});

/** Who owns cache nodes and claims address space. */
export const customerSchema = z.strictObject({
  id: customerIdSchema,
  name: plainTextSchema(200).min(1),
  contact: plainTextSchema(320).optional(),
  asns: z.array(z.int().min(1).max(4_294_967_295)).max(100),
  /** How much of its address space, each address once, became valid without a reviewer and still is valid or released. */
  unreviewed: z.strictObject({ ipv4Addresses: z.int().min(0), ipv6Subnets: z.int().min(0) }).optional(),
});
export type Customer = z.infer<typeof customerSchema>;
