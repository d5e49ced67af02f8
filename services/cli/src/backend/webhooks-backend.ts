import type {
  WebhookAttempt,
  WebhookCreate,
  WebhookCreated,
  WebhookRemoved,
  WebhookResource,
} from '@nearhop/contracts';

/** Who is told of events. None of it is a revision: webhooks lie beside the registry. */
export interface WebhooksBackend {
  add(input: WebhookCreate): Promise<WebhookCreated>;
  list(): Promise<readonly WebhookResource[]>;
  remove(id: string): Promise<WebhookRemoved>;
  /** Has control post a test message now. */
  test(id: string): Promise<WebhookAttempt>;
}
