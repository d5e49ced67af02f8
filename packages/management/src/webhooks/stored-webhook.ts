import { customerIdSchema, instantSchema, MAX_WEBHOOKS, webhookEventNameSchema } from '@nearhop/contracts';
import type { SecretStore } from '@nearhop/registry';
import { z } from 'zod';

/** A webhook as the secret store keeps it: its secret sealed (sealing-key.ts). */
const storedWebhookSchema = z.strictObject({
  url: z.string(),
  events: z.array(webhookEventNameSchema),
  customer: customerIdSchema.optional(),
  createdAt: instantSchema,
  createdBy: z.string(),
  sealedSecret: z.string(),
});
export type StoredWebhook = z.infer<typeof storedWebhookSchema>;

export interface HeldWebhook {
  readonly id: string;
  readonly revision: number;
  readonly value: StoredWebhook;
}

export async function webhookOf(secrets: Pick<SecretStore, 'get'>, id: string): Promise<HeldWebhook | undefined> {
  const stored = await secrets.get('webhook', id);
  return stored && { id, revision: stored.revision, value: storedWebhookSchema.parse(stored.value) };
}

/** All of them, in ascending order of id. */
export async function webhooksOf(secrets: Pick<SecretStore, 'list'>): Promise<readonly HeldWebhook[]> {
  // Two that were made in the same instant may have passed the limit together.
  const stored = await secrets.list('webhook', { limit: MAX_WEBHOOKS * 2 });
  return stored.map(({ id, revision, value }) => ({ id, revision, value: storedWebhookSchema.parse(value) }));
}
