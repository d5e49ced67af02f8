import { randomBytes } from 'node:crypto';
import { newWebhookSecret, openText, sealText } from '@nearhop/auth';
import {
  MAX_WEBHOOKS,
  readMembers,
  WEBHOOK_EVENTS,
  webhookCreateSchema,
  type WebhookCreated,
  type WebhookRemoved,
  type WebhookResource,
} from '@nearhop/contracts';
import { quotedValue, type AddressPolicy } from '@nearhop/ip';
import type { Registry } from '@nearhop/registry';
import { FieldReport } from '../field-report.ts';
import type { WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { told } from '../told.ts';
import { sealingKey } from './sealing-key.ts';
import { webhookOf, webhooksOf, type HeldWebhook, type StoredWebhook } from './stored-webhook.ts';
import { webhookUrlFault } from './webhook-url.ts';

export interface WebhooksOptions {
  readonly policy: AddressPolicy;
  /** http is allowed, too. */
  readonly lab: boolean;
}

/** A webhook with what its messages are signed with. */
export interface SigningWebhook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

/** Who is told of what happens, and how it is signed. They lie among the secrets: none of it is a revision. Refusals are ManagementErrors. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #registry: Registry;
  readonly #now: () => Date;

  constructor(options: WebhooksOptions, dependencies: { readonly registry: Registry; readonly now: () => Date }) {
    this.#options = options;
    this.#registry = dependencies.registry;
    this.#now = dependencies.now;
  }

  /** `input` is a WebhookCreate, checked here. A retry makes another. */
  create(input: unknown, { by }: Pick<WriteRequest, 'by'>): Promise<WebhookCreated> {
    return told(async () => {
      const { url, events, customer } = await this.#readInput(input);
      const { secrets } = this.#registry;
      if ((await webhooksOf(secrets)).length >= MAX_WEBHOOKS) {
        throw new ManagementError(
          'conflict',
          `Cannot create webhook: there are ${MAX_WEBHOOKS}, which is all there may be: remove one`,
        );
      }
      const id = `wh_${randomBytes(12).toString('base64url')}`;
      const secret = newWebhookSecret();
      const value: StoredWebhook = {
        url,
        events,
        ...(customer !== undefined && { customer }),
        createdAt: this.#now().toISOString(),
        createdBy: by,
        sealedSecret: sealText(await sealingKey({ registry: this.#registry }), purposeOf(id), secret),
      };
      await secrets.write([{ kind: 'webhook', id, value, expected: 0 }]);
      return { ...webhookResource({ id, value }), secret };
    });
  }

  list(): Promise<readonly WebhookResource[]> {
    return told(async () => (await webhooksOf(this.#registry.secrets)).map(webhookResource));
  }

  remove(id: string): Promise<WebhookRemoved> {
    return told(async () => {
      if ((await webhookOf(this.#registry.secrets, id)) === undefined) throw notFound(id);
      await this.#registry.secrets.write([{ kind: 'webhook', id, value: null }]);
      return { id };
    });
  }

  /** Where to post and how to sign, as it is now. Throws ManagementError `not-found` for one that is no more. */
  signing(id: string): Promise<SigningWebhook> {
    return told(async () => {
      const held = await webhookOf(this.#registry.secrets, id);
      if (held === undefined) throw notFound(id);
      const { url, sealedSecret } = held.value;
      const secret = openText(await sealingKey({ registry: this.#registry }), purposeOf(id), sealedSecret);
      if (secret !== undefined) return { id, url, secret };
      throw new ManagementError(
        'conflict',
        `Cannot sign for webhook "${id}": its secret cannot be read: remove it, and add it again`,
      );
    });
  }

  async #readInput(input: unknown) {
    const report = new FieldReport();
    const { members, fields } = readMembers(webhookCreateSchema, input);
    report.addInvalid(fields);
    const { url = '', events = WEBHOOK_EVENTS, customer } = members;
    const { policy, lab } = this.#options;
    const fault = members.url === undefined ? undefined : webhookUrlFault(url, policy, lab);
    if (fault !== undefined) report.invalid('/url', fault);
    if (customer !== undefined && (await this.#registry.get('customer', customer)) === undefined)
      report.conflict('/customer', `there is no customer ${quotedValue(customer)}: create it first`);
    report.throwIfAny('Cannot create webhook');
    return { url: new URL(url).href, events: [...new Set(events)], customer };
  }
}

function webhookResource({ id, value }: Omit<HeldWebhook, 'revision'>): WebhookResource {
  const { sealedSecret: _sealed, ...shown } = value;
  return { id, ...shown };
}

/** A sealed secret that is put under another webhook's id does not open. */
function purposeOf(id: string): string {
  return `webhook|${id}`;
}

function notFound(id: string): ManagementError {
  return new ManagementError('not-found', `Cannot find webhook ${quotedValue(id)}: there is none with this id`);
}
