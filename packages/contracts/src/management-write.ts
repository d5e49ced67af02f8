import { z } from 'zod';
import { registrationKeyIssuedSchema } from './activation.ts';
import { customerSchema } from './customer.ts';
import { nodeResourceSchema } from './management-node.ts';
import { originSchema } from './origin.ts';
import { trafficMovesSchema } from './traffic.ts';

/** Where the registry stands: what `--wait` compares with the routers. */
export const positionSchema = z.strictObject({ lineage: z.string(), revision: z.int(), chain: z.string() });
export type Position = z.infer<typeof positionSchema>;

/** What every answer to a write says. */
export const writtenShape = {
  /** The registry after the write; for a dry run, as it was. */
  position: positionSchema,
  /** Nothing was written. */
  dryRun: z.boolean(),
  /** An earlier request with this idempotency key had made it. */
  repeated: z.boolean(),
  /** Of a dry run, where it is known where requests come from: what it would move. */
  traffic: trafficMovesSchema.optional(),
};

/** How many of the claims were added, with what state, and how many taken away. */
export const claimCountsSchema = z.strictObject({
  valid: z.int(),
  attentionRequired: z.int(),
  inReview: z.int(),
  removed: z.int(),
});
export type ClaimCounts = z.infer<typeof claimCountsSchema>;

/** What goes to the CDN because no node is left that serves it. */
export const movesToCdnSchema = z.strictObject({
  /** IPv4 addresses, as a decimal number. */
  addresses: z.string(),
  /** IPv6 networks of length 64, as a decimal number: addresses would say nothing. */
  ipv6Networks: z.string(),
});
export type MovesToCdn = z.infer<typeof movesToCdnSchema>;

/** The answer to a write of a node. */
export const nodeWrittenSchema = z.strictObject({
  ...writtenShape,
  node: nodeResourceSchema,
  claims: claimCountsSchema,
  /** What is allowed and may not be meant, such as a block inside another of the list. */
  notes: z.array(z.string()),
  /** How many commits it took: more than one for thousands of claims. */
  commits: z.int(),
  movesToCdn: movesToCdnSchema.optional(),
  /** Of a new node that has yet to be activated: shown this once. */
  registrationKey: registrationKeyIssuedSchema.pick({ registrationKey: true, expiresAt: true }).optional(),
});
export type NodeWritten = z.infer<typeof nodeWrittenSchema>;

/** The answer to `DELETE /v1/nodes/{id}`. */
export const nodeDeletedSchema = z.strictObject({
  ...writtenShape,
  id: z.string(),
  name: z.string(),
  customer: z.string(),
  claimsRemoved: z.int(),
  commits: z.int(),
  /** Left out in the answer to a retry: who else served the blocks then is not known any more. */
  movesToCdn: movesToCdnSchema.optional(),
});
export type NodeDeleted = z.infer<typeof nodeDeletedSchema>;

/** An origin with the registry's revision that last wrote it. */
export const originResourceSchema = z.strictObject({ ...originSchema.shape, revision: z.int() });
export type OriginResource = z.infer<typeof originResourceSchema>;

/** The answer to a write of an origin. */
export const originWrittenSchema = z.strictObject({ ...writtenShape, origin: originResourceSchema });
export type OriginWritten = z.infer<typeof originWrittenSchema>;

/** A customer with the registry's revision that last wrote it. */
export const customerResourceSchema = z.strictObject({ ...customerSchema.shape, revision: z.int() });
export type CustomerResource = z.infer<typeof customerResourceSchema>;

/** The answer to a write of a customer. */
export const customerWrittenSchema = z.strictObject({ ...writtenShape, customer: customerResourceSchema });
export type CustomerWritten = z.infer<typeof customerWrittenSchema>;

/** The body of `POST /v1/origins`: scheme http, and the scheme's port, unless given. */
export const originCreateSchema = originSchema.partial({ scheme: true, port: true });
export type OriginCreate = z.input<typeof originCreateSchema>;

const { aliasOf, neverCache, defaultFreshSeconds, testPath, methods, requestHeaders } = originSchema.shape;

/** The body of `PATCH /v1/origins/{host}`: a merge patch (RFC 7396); null takes a member away. */
export const originPatchSchema = z.strictObject({
  /** May be repeated, never changed. */
  host: z.string().optional(),
  scheme: originSchema.shape.scheme.optional(),
  port: originSchema.shape.port.optional(),
  aliasOf: aliasOf.nullable(),
  neverCache: neverCache.nullable(),
  defaultFreshSeconds: defaultFreshSeconds.nullable(),
  testPath: testPath.nullable(),
  methods: methods.nullable(),
  requestHeaders: requestHeaders.nullable(),
});
export type OriginPatch = z.input<typeof originPatchSchema>;

/** The body of `POST /v1/customers`: the name is the id unless given. */
export const customerCreateSchema = z.strictObject({
  id: customerSchema.shape.id,
  name: customerSchema.shape.name.optional(),
  contact: customerSchema.shape.contact,
  asns: customerSchema.shape.asns.optional(),
});
export type CustomerCreate = z.input<typeof customerCreateSchema>;

/** The body of `PATCH /v1/customers/{id}`: a merge patch (RFC 7396); null empties a member. */
export const customerPatchSchema = z.strictObject({
  /** May be repeated, never changed. */
  id: z.string().optional(),
  name: customerSchema.shape.name.optional(),
  contact: customerSchema.shape.contact.nullable(),
  asns: customerSchema.shape.asns.nullish(),
});
export type CustomerPatch = z.input<typeof customerPatchSchema>;
