import { z } from 'zod';
import { addressTextSchema } from './address-text.ts';
import { customerIdSchema } from './customer.ts';
import { instantSchema } from './instant.ts';
import { plainTextSchema } from './plain-text.ts';

export const nodeIdSchema = z.string().regex(/^n_[a-z0-9]{16}$/);

export const nodeNameSchema = z.string().regex(/^[A-Za-z0-9_-]{1,90}$/, {
  message: 'write 1 to 90 of A-Z, a-z, 0-9, "_" and "-", such as "Seattle-1"',
});

export const portSchema = z.int().min(1).max(65_535);

/** Where devices and monitors reach a cache node. */
export const serverAddressSchema = z.strictObject({ address: addressTextSchema, port: portSchema });
export type ServerAddress = z.infer<typeof serverAddressSchema>;

/** At most one server address per family. */
export const serversSchema = z.strictObject({
  ipv4: serverAddressSchema.optional(),
  ipv6: serverAddressSchema.optional(),
});
export type Servers = z.infer<typeof serversSchema>;

export const ADMIN_STATES = ['auto', 'up', 'drain', 'down'] as const;
export const adminStateNameSchema = z.enum(ADMIN_STATES);
export type AdminStateName = z.infer<typeof adminStateNameSchema>;

/** The operator's word about a node, with who said it, why, since when and optionally until when. */
export const adminStateSchema = z.strictObject({
  state: adminStateNameSchema,
  by: plainTextSchema(320).optional(),
  why: plainTextSchema(1_000).optional(),
  since: instantSchema.optional(),
  until: instantSchema.optional(),
});
export type AdminState = z.infer<typeof adminStateSchema>;

/** An Ed25519 public key: its 32 bytes in base64url. */
export const nodePublicKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** What a node proved: the key, and the server addresses from which it answered with it. */
export const nodeActivationSchema = z.strictObject({
  publicKey: nodePublicKeySchema,
  proven: serversSchema,
  at: instantSchema,
});
export type NodeActivation = z.infer<typeof nodeActivationSchema>;

/** How many nodes one deployment may ever number: the health vector has a byte for each. */
export const MAX_NODE_NUMBER = 1_048_575;

/** A cache node as the registry keeps it. Its claims are records of their own. */
export const cacheNodeSchema = z.strictObject({
  id: nodeIdSchema,
  /** Small, permanent, never reused: the node's place in the health vector. */
  number: z.int().min(0).max(MAX_NODE_NUMBER),
  customer: customerIdSchema,
  name: nodeNameSchema,
  servers: serversSchema,
  enabled: z.boolean(),
  activated: z.boolean(),
  /** Megabits per second; 10,000 is assumed for weights when unset. */
  maxEgressMbps: z.int().min(1).max(10_000_000).optional(),
  labels: z.record(z.string(), z.string()),
  admin: adminStateSchema,
  createdAt: instantSchema,
  /** The node's key and where it proved that it holds it; a node that an administrator activated has none. */
  activation: nodeActivationSchema.optional(),
  /** Deleted, and to be restored for 30 days: it serves nobody and its name and addresses are free. */
  deletedAt: instantSchema.optional(),
});
export type CacheNode = z.infer<typeof cacheNodeSchema>;
