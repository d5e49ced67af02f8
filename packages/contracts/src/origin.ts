import { z } from 'zod';
import { portSchema } from './cache-node.ts';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ORIGIN_HOST = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)*${LABEL}$`);

/** A host name in lower case, or `*.suffix`; an IP literal is only good in lab mode, which the writer checks. */
export const originHostSchema = z.string().max(253).regex(ORIGIN_HOST, {
  message: 'write a host name in lower case such as "download.example.com", or "*.example.com"',
});

/** A content host that nodes may pull from: the allow-list. */
export const originSchema = z.strictObject({
  host: originHostSchema,
  scheme: z.enum(['http', 'https']),
  port: portSchema,
});
export type Origin = z.infer<typeof originSchema>;
