import type { WebhookCreate } from '@nearhop/contracts';
import type { Webhooks } from '@nearhop/management';
import { CommandFailure } from '../command-failure.ts';
import { administrator } from './administrator.ts';
import { managed } from './management-refusal.ts';
import type { WebhooksBackend } from './webhooks-backend.ts';

/** Webhooks in the store itself. Whoever runs control on it posts to them. */
export class LocalWebhooks implements WebhooksBackend {
  readonly #webhooks: Webhooks;

  constructor(webhooks: Webhooks) {
    this.#webhooks = webhooks;
  }

  add(input: WebhookCreate) {
    return managed(this.#webhooks.create(input, { by: administrator() }));
  }

  list() {
    return managed(this.#webhooks.list());
  }

  remove(id: string) {
    return managed(this.#webhooks.remove(id));
  }

  test(id: string): Promise<never> {
    throw new CommandFailure(
      'usage',
      `Cannot test webhook "${id}": control posts to webhooks, and NEARHOP_STORE asks none`,
      ['ask control: leave NEARHOP_STORE out and set NEARHOP_CONTROL_URL'],
    );
  }
}
