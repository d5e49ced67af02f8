import { z } from 'zod';

export const customerIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  message: 'write 1 to 63 of a-z, 0-9 and "-", beginning with a letter or digit',
});

/** Who owns cache nodes and claims address space. */
export const customerSchema = z.strictObject({
  id: customerIdSchema,
  name: z.string().min(1).max(200),
  contact: z.string().max(320).optional(),
  asns: z.array(z.int().min(1).max(4_294_967_295)).max(100),
});
export type Customer = z.infer<typeof customerSchema>;
