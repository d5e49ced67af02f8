import {
  webhookAttemptSchema,
  webhookCreatedSchema,
  webhookListSchema,
  webhookRemovedSchema,
  type WebhookCreate,
} from '@nearhop/contracts';
import type { ControlClient } from './control-client.ts';
import { json } from './control-requests.ts';
import type { WebhooksBackend } from './webhooks-backend.ts';

export class ControlWebhooks implements WebhooksBackend {
  readonly #control: ControlClient;

  constructor(control: ControlClient) {
    this.#control = control;
  }

  add(input: WebhookCreate) {
    const request = { method: 'POST', ...json(input), retry: 'as-it-is' } as const;
    return this.#control.ask(webhookCreatedSchema, '/v1/webhooks', request);
  }

  async list() {
    return (await this.#control.ask(webhookListSchema, '/v1/webhooks')).items;
  }

  remove(id: string) {
    return this.#control.ask(webhookRemovedSchema, pathOf(id), { method: 'DELETE', retry: 'as-it-is' });
  }

  test(id: string) {
    return this.#control.ask(webhookAttemptSchema, `${pathOf(id)}/test`, { method: 'POST', retry: 'as-it-is' });
  }
}

function pathOf(id: string): string {
  return `/v1/webhooks/${encodeURIComponent(id)}`;
}
