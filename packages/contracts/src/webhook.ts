import { z } from 'zod';
import { nodeIdSchema, nodeNameSchema } from './cache-node.ts';
import { claimStateSchema } from './claim.ts';
import { customerIdSchema } from './customer.ts';
import { effectiveStateSchema } from './effective-state.ts';
import { instantSchema } from './instant.ts';

/** How many webhooks one deployment has at most. */
export const MAX_WEBHOOKS = 50;

export const WEBHOOK_EVENTS = ['node.down', 'node.up', 'review.answered'] as const;
export const webhookEventNameSchema = z.enum(WEBHOOK_EVENTS);
export type WebhookEventName = z.infer<typeof webhookEventNameSchema>;

export const webhookIdSchema = z.string().regex(/^wh_[A-Za-z0-9_-]{16}$/);

/** The body of `POST /v1/webhooks`. */
export const webhookCreateSchema = z.strictObject({
  /** https, or http in a lab. */
  url: z.string().min(1).max(2_000),
  /** Left out: all of them. */
  events: z.array(webhookEventNameSchema).min(1).max(WEBHOOK_EVENTS.length).optional(),
  /** Only of this customer's nodes and claims; left out: everybody's. */
  customer: customerIdSchema.optional(),
});
export type WebhookCreate = z.input<typeof webhookCreateSchema>;

/** How the last attempt went, as far as this control remembers. */
export const webhookAttemptSchema = z.strictObject({
  at: instantSchema,
  delivered: z.boolean(),
  /** What was answered, if anything was. */
  status: z.int().optional(),
  fault: z.string().optional(),
});
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;

/** A webhook as a list shows it; never its secret. */
export const webhookResourceSchema = z.strictObject({
  id: webhookIdSchema,
  url: z.string(),
  events: z.array(webhookEventNameSchema),
  customer: customerIdSchema.optional(),
  createdAt: instantSchema,
  createdBy: z.string(),
  /** Messages that wait for their next attempt. */
  waiting: z.int().optional(),
  lastAttempt: webhookAttemptSchema.optional(),
});
export type WebhookResource = z.infer<typeof webhookResourceSchema>;

export const webhookListSchema = z.strictObject({ items: z.array(webhookResourceSchema) });
export type WebhookList = z.infer<typeof webhookListSchema>;

/** The answer to `POST /v1/webhooks`: the secret is shown this once. */
export const webhookCreatedSchema = z.strictObject({
  ...webhookResourceSchema.shape,
  /** `whsec_` and the key in base64, as the Standard Webhooks specification writes it. */
  secret: z.string(),
});
export type WebhookCreated = z.infer<typeof webhookCreatedSchema>;

/** The answer to `DELETE /v1/webhooks/{id}`. */
export const webhookRemovedSchema = z.strictObject({ id: webhookIdSchema });
export type WebhookRemoved = z.infer<typeof webhookRemovedSchema>;

const nodeEventDataSchema = z.strictObject({
  node: nodeIdSchema,
  name: nodeNameSchema,
  customer: customerIdSchema,
  /** Why it serves nobody, or `serving`; `deleted` for a node that is no more. */
  state: z.union([effectiveStateSchema, z.literal('deleted')]),
});

const reviewEventDataSchema = z.strictObject({
  /** `<prefix>@<node id>`. */
  claim: z.string(),
  prefix: z.string(),
  node: nodeIdSchema,
  customer: customerIdSchema,
  answer: z.enum(['approved', 'refused', 'commented']),
  state: claimStateSchema,
  /** What the reviewer wrote, if anything. */
  text: z.string().optional(),
});

/** What is posted to a webhook, by the Standard Webhooks specification: a type, an instant and what happened. */
export const webhookMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('node.down'), timestamp: instantSchema, data: nodeEventDataSchema }),
  z.strictObject({ type: z.literal('node.up'), timestamp: instantSchema, data: nodeEventDataSchema }),
  z.strictObject({ type: z.literal('review.answered'), timestamp: instantSchema, data: reviewEventDataSchema }),
  /** Sent on demand, whatever the webhook asks for. */
  z.strictObject({
    type: z.literal('test'),
    timestamp: instantSchema,
    data: z.strictObject({ webhook: webhookIdSchema }),
  }),
]);
export type WebhookMessage = z.infer<typeof webhookMessageSchema>;
