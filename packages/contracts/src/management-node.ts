import { z } from 'zod';
import { adminStateSchema, nodeActivationSchema, nodeIdSchema, nodeNameSchema, serversSchema } from './cache-node.ts';
import { claimStateSchema } from './claim.ts';
import { customerIdSchema } from './customer.ts';
import { effectiveStateSchema } from './effective-state.ts';
import { instantSchema } from './instant.ts';
import { labelsInputSchema, labelsPatchSchema } from './node-labels.ts';

/** The most claims that one request may name; an import takes more. */
export const MAX_CLAIMS_PER_REQUEST = 100_000;

const serverTextSchema = z
  .string({ error: 'write an address as text, such as "203.0.113.10" or "[2001:db8::1]:8090"' })
  .max(200);

/** One server address: text with an optional port, or its two members. */
const serverInputSchema = z.union(
  [serverTextSchema, z.strictObject({ address: z.string().max(100), port: z.int().optional() })],
  { error: 'write an address as text, such as "203.0.113.10:8090", or {"address": "203.0.113.10", "port": 8090}' },
);

const SERVERS_FORMS =
  'write text such as "203.0.113.10, [2001:db8::1]:8090", a list of such texts, or {"ipv4": …, "ipv6": …}';

/** Server addresses as people write them; a port that is left out is 80. */
export const serversInputSchema = z.union(
  [
    serverTextSchema,
    z.array(serverTextSchema).max(2),
    z.strictObject({ ipv4: serverInputSchema.optional(), ipv6: serverInputSchema.optional() }),
  ],
  { error: SERVERS_FORMS },
);
export type ServersInput = z.infer<typeof serversInputSchema>;

const serversPatchSchema = z.union(
  [
    serverTextSchema,
    z.array(serverTextSchema).max(2),
    z.strictObject({ ipv4: serverInputSchema.nullish(), ipv6: serverInputSchema.nullish() }),
  ],
  { error: SERVERS_FORMS },
);
export type ServersPatch = z.infer<typeof serversPatchSchema>;

const CLAIMS_FORMS = 'write a list such as ["2.21.234.0/24"], or text such as "2.21.234.0/24, 3.22.235.0-3.22.235.255"';

/** Claims as a list, or as comma-separated text; each a CIDR or a range `first-last`. */
export const claimsInputSchema = z.union(
  [
    z.string(),
    z.array(
      z.union([z.string(), z.strictObject({ prefix: z.string(), shared: z.boolean().optional() })], {
        error: CLAIMS_FORMS,
      }),
    ),
  ],
  { error: CLAIMS_FORMS },
);
export type ClaimsInput = z.infer<typeof claimsInputSchema>;

const maxEgressMbpsSchema = z.int().min(1).max(10_000_000);
const sharedSchema = z.boolean().optional();

/** The body of `POST /v1/nodes`; `name` is the only required member. */
export const nodeCreateSchema = z.strictObject({
  name: nodeNameSchema,
  /** The customer's id; may be left out while there is only one. */
  customer: customerIdSchema.optional(),
  servers: serversInputSchema.optional(),
  claims: claimsInputSchema.optional(),
  /** The claims may equal claims of the customer's other nodes. */
  shared: sharedSchema,
  enabled: z.boolean().optional(),
  maxEgressMbps: maxEgressMbpsSchema.optional(),
  labels: labelsInputSchema.optional(),
});
export type NodeCreate = z.input<typeof nodeCreateSchema>;

/** The body of `PATCH /v1/nodes/{id}`: a merge patch (RFC 7396). `claims` is the whole list; null empties a member. */
export const nodePatchSchema = z.strictObject({
  /** May be repeated, never changed. */
  name: z.string().optional(),
  servers: serversPatchSchema.nullish(),
  claims: claimsInputSchema.nullish(),
  shared: sharedSchema,
  enabled: z.boolean().optional(),
  maxEgressMbps: maxEgressMbpsSchema.nullish(),
  labels: labelsPatchSchema.nullish(),
});
export type NodePatch = z.input<typeof nodePatchSchema>;

/** A claim as a node shows it. */
export const nodeClaimSchema = z.strictObject({
  prefix: z.string(),
  state: claimStateSchema,
  shared: z.boolean(),
  text: z.string().optional(),
});
export type NodeClaim = z.infer<typeof nodeClaimSchema>;

/** A cache node as a list shows it: its record, its revision and what it amounts to now. */
export const nodeSummarySchema = z.strictObject({
  id: nodeIdSchema,
  number: z.int(),
  customer: customerIdSchema,
  name: nodeNameSchema,
  servers: serversSchema,
  enabled: z.boolean(),
  activated: z.boolean(),
  maxEgressMbps: maxEgressMbpsSchema.optional(),
  labels: z.record(z.string(), z.string()),
  admin: adminStateSchema,
  createdAt: instantSchema,
  activation: nodeActivationSchema.optional(),
  /** The effective state, as far as the record and the health vector tell. */
  state: effectiveStateSchema,
  /** The registry's revision that last wrote the node or its claims: its ETag. */
  revision: z.int(),
});
export type NodeSummary = z.infer<typeof nodeSummarySchema>;

/** A cache node with its claims. */
export const nodeResourceSchema = z.strictObject({
  ...nodeSummarySchema.shape,
  /** How many addresses lie in at least one claim, both families together, as a decimal number: IPv6 outgrows JSON's. */
  ipSpace: z.string().regex(/^\d+$/),
  claims: z.array(nodeClaimSchema),
  /** Whom to ask; there when a claim requires attention and the deployment names somebody. */
  supportContact: z.string().optional(),
});
export type NodeResource = z.infer<typeof nodeResourceSchema>;
