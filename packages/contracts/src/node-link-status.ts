import { z } from 'zod';
import { serverProofSchema } from './activation.ts';
import { nodeIdSchema, nodePublicKeySchema } from './cache-node.ts';
import { nodeReportSchema } from './heartbeat.ts';
import { instantSchema } from './instant.ts';

/** What is known of a node's registration key; never the key. */
export const registrationKeyStatusSchema = z.strictObject({
  state: z.enum(['unused', 'used', 'expired']),
  issuedAt: instantSchema,
  expiresAt: instantSchema,
  usedAt: instantSchema.optional(),
  /** When somebody with another key pair tried it after it was used: it may have been stolen. */
  misusedAt: instantSchema.optional(),
});
export type RegistrationKeyStatus = z.infer<typeof registrationKeyStatusSchema>;

/** One installation that traded a registration key; of two the newer has yet to prove that it holds the server addresses. */
export const enrolmentStatusSchema = z.strictObject({
  publicKey: nodePublicKeySchema,
  enrolledAt: instantSchema,
  /** The credentials that are taken, newest first. */
  credentials: z.array(
    z.strictObject({ issuedAt: instantSchema, validUntil: instantSchema.optional(), renewalAsked: z.boolean() }),
  ),
});
export type EnrolmentStatus = z.infer<typeof enrolmentStatusSchema>;

/** A node's keys, without anything secret. */
export const nodeKeysSchema = z.strictObject({
  node: nodeIdSchema,
  registrationKey: registrationKeyStatusSchema.optional(),
  enrolments: z.array(enrolmentStatusSchema),
});
export type NodeKeys = z.infer<typeof nodeKeysSchema>;

/** What control last heard from a node. */
export const heartbeatStatusSchema = z.strictObject({
  at: instantSchema,
  ageSeconds: z.number(),
  version: z.string(),
  /** How many processes beat with the node's credential: more than one is a cloned node. */
  liveInstances: z.int(),
  report: nodeReportSchema,
});
export type HeartbeatStatus = z.infer<typeof heartbeatStatusSchema>;

/** `GET /v1/nodes/{id}/link`: how a node and control stand to each other. */
export const nodeLinkStatusSchema = z.strictObject({
  ...nodeKeysSchema.shape,
  servers: z.array(serverProofSchema).max(2),
  /** Left out when control heard none since it started. */
  heartbeat: heartbeatStatusSchema.optional(),
});
export type NodeLinkStatus = z.infer<typeof nodeLinkStatusSchema>;
