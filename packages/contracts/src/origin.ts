import { z } from 'zod';
import { portSchema } from './cache-node.ts';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ORIGIN_HOST = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)*${LABEL}$`);

/** A host name in lower case, or `*.suffix`; an IP literal is only good in lab mode, which the writer checks. */
export const originHostSchema = z.string().max(253).regex(ORIGIN_HOST, {
  message: 'write a host name in lower case such as "download.example.com", or "*.example.com"',
});

const pathSchema = z
  .string()
  .max(1_000)
  .regex(/^\/[\x21-\x7e]*$/, { message: 'write a path that begins with "/", of visible ASCII characters' });

const requestHeaderSchema = z.string().regex(/^(?:\*|[a-z0-9!#$%&'+.^_`|~-]{1,100})$/, {
  message: 'write the name of a request header in lower case, such as "accept-language"',
});

/** A content host that nodes may pull from: the allow-list. */
export const originSchema = z.strictObject({
  host: originHostSchema,
  scheme: z.enum(['http', 'https']),
  port: portSchema,
  /** The origin whose objects these are too: one copy is kept for both, fetched from that one. */
  aliasOf: originHostSchema.optional(),
  /** Beginnings of paths that are passed on and never kept. */
  neverCache: z.array(pathSchema).max(100).optional(),
  /** How long an answer that says nothing of its freshness is fresh. */
  defaultFreshSeconds: z.int().min(0).max(31_536_000).optional(),
  /** What to fetch to see whether this origin can be reached through a node. */
  testPath: pathSchema.optional(),
  /** `all`: other methods than GET and HEAD go on to the origin. */
  methods: z.literal('all').optional(),
  /** Request headers that go on to the origin; `*` for all, in lab mode only. */
  requestHeaders: z.array(requestHeaderSchema).max(50).optional(),
});
export type Origin = z.infer<typeof originSchema>;
