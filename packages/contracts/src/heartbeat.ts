import { z } from 'zod';
import { adminStateNameSchema, nodeIdSchema, nodePublicKeySchema, serversSchema } from './cache-node.ts';
import { originSchema } from './origin.ts';
import { plainTextSchema } from './plain-text.ts';

const countSchema = z.int().min(0);

/** Random for each start of a node's process, so that two processes with one credential can be told apart. */
export const nodeInstanceSchema = z.string().regex(/^[A-Za-z0-9_-]{16,43}$/);

export const MAX_DRIVES = 10;

/** The state of one drive of a cache node. */
export const driveReportSchema = z.strictObject({
  name: plainTextSchema(100),
  sizeBytes: countSchema,
  usedBytes: countSchema,
  state: z.enum(['ok', 'set-aside']),
});
export type DriveReport = z.infer<typeof driveReportSchema>;

/** What a node says of itself: counters since its process started, and its drives. */
export const nodeReportSchema = z.strictObject({
  uptimeSeconds: countSchema,
  connections: countSchema,
  requests: countSchema,
  hitBytes: countSchema,
  missBytes: countSchema,
  egressBytes: countSchema,
  /** Over the last interval, in megabits per second. */
  egressMbps: z.number().min(0).max(10_000_000),
  drives: z.array(driveReportSchema).max(MAX_DRIVES),
});
export type NodeReport = z.infer<typeof nodeReportSchema>;

/** Names one state of the allow-list, by its content. */
export const originsVersionSchema = z.string().regex(/^[0-9a-f]{16}$/);

/** The body of `POST /v1/heartbeats`, sent with the node's credential as bearer token. */
export const heartbeatRequestSchema = z.strictObject({
  node: nodeIdSchema,
  instance: nodeInstanceSchema,
  /** Goes up with every heartbeat of an instance: one that does not is no sign of life. */
  sequence: z.int().min(1),
  version: plainTextSchema(64),
  /** The origins that the node holds; left out when it holds none. */
  originsVersion: originsVersionSchema.optional(),
  report: nodeReportSchema,
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

export const SHORTEST_HEARTBEAT_MS = 1_000;
export const LONGEST_HEARTBEAT_MS = 10_000;

/** What a node is to do until the next answer. A node keeps the last one on disk. */
export const heartbeatAnswerSchema = z.strictObject({
  enabled: z.boolean(),
  adminState: adminStateNameSchema,
  activated: z.boolean(),
  /** The addresses of the node's record, and those of them that it proved to hold. */
  servers: serversSchema,
  proven: serversSchema,
  /** The key that proved them: another installation's while this one has yet to; left out when an administrator activated the node. */
  provenBy: nodePublicKeySchema.optional(),
  limits: z.strictObject({ maxEgressMbps: z.int().min(1).optional() }),
  originsVersion: originsVersionSchema,
  /** The whole allow-list; left out when the node holds this version already. */
  origins: z.array(originSchema).optional(),
  nextIntervalMs: z.int().min(SHORTEST_HEARTBEAT_MS).max(LONGEST_HEARTBEAT_MS),
  /** The credential is to be traded for a new one, by `POST /v1/credentials`. */
  renewCredential: z.boolean(),
  /** Another process beats with this node's credential. */
  duplicate: z.boolean(),
});
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;
