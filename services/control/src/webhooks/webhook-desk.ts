import { randomBytes } from 'node:crypto';
import type { CacheNode, WebhookAttempt, WebhookMessage, WebhookResource } from '@nearhop/contracts';
import type { AddressPolicy } from '@nearhop/ip';
import { ManagementError, NodeWatch, type NodeTransition, type Webhooks } from '@nearhop/management';
import type { Registry, Revision } from '@nearhop/registry';
import type { Logger, Meters } from '@nearhop/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import { webhookDelivery, webhooksBehind } from '../events.ts';
import { DeliveryQueue, type DeliveryOutcome } from './delivery-queue.ts';
import { postMessage, type OutgoingMessage, type PostDependencies, type PostOutcome } from './post-message.ts';
import { ReviewWatch } from './review-watch.ts';

const PAGE = 1_000;
const RETRY_MS = 1_000;

export interface WebhookDeskDependencies extends Pick<PostDependencies, 'trusted' | 'resolve'> {
  readonly registry: Registry;
  readonly webhooks: Webhooks;
  readonly policy: AddressPolicy;
  readonly log: Logger;
  readonly meters: Pick<Meters, 'counter'>;
  readonly now: () => Date;
  readonly retryAfterMs?: readonly number[];
}

/**
 * Tells webhooks of nodes that reach or leave `serving` and of reviewers' answers, by what the registry says from now on. What happens while
 * control is not there, or cannot follow the registry, is told nobody.
 */
export class WebhookDesk {
  readonly queue: DeliveryQueue;
  readonly #deps: WebhookDeskDependencies;
  readonly #reviews = new ReviewWatch();
  readonly #ending = new AbortController();
  readonly #counts = new Map<DeliveryOutcome, number>();
  #nodes: NodeWatch | undefined;
  #work: Promise<void> = Promise.resolve();
  #following: Promise<void> = Promise.resolve();

  constructor(dependencies: WebhookDeskDependencies) {
    this.#deps = dependencies;
    const { log, meters, now, retryAfterMs } = dependencies;
    this.queue = new DeliveryQueue({
      post: (webhook, message) => this.#post(webhook, message),
      now,
      told: (outcome, webhook) => {
        this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
        webhookDelivery(log, outcome, webhook);
      },
      ...(retryAfterMs && { retryAfterMs }),
    });
    meters.counter('nearhop_control_webhook_deliveries_total', 'Attempts to deliver, by how they ended', (observe) => {
      for (const [outcome, count] of this.#counts) observe(count, { outcome });
    });
  }

  /** All nodes as the registry has them now. */
  reloaded(nodes: readonly CacheNode[]): void {
    this.#next(async () => {
      const { registry } = this.#deps;
      this.#reviews.forgetAll();
      await this.#readWaitingClaims();
      const isFirst = this.#nodes === undefined;
      this.#nodes ??= new NodeWatch(await registry.health.vector());
      await this.#tellNodes(this.#nodes.all(nodes));
      if (isFirst) this.#following = this.#followVectors(this.#nodes);
    });
  }

  revised({ writes }: Pick<Revision, 'writes'>): void {
    this.#next(async () => {
      const moved = writes.flatMap((write) =>
        write.kind === 'node' ? (this.#nodes?.node(write.id, write.value) ?? []) : [],
      );
      await this.#tellNodes(moved);
      const answers = this.#reviews.answers(writes);
      await this.#tell(answers.map((data) => ({ type: 'review.answered', timestamp: this.#now(), data })));
    });
  }

  /** Posts a test message now, once. */
  async test(id: string): Promise<WebhookAttempt> {
    await this.#deps.webhooks.signing(id);
    const message = outgoing({ type: 'test', timestamp: this.#now(), data: { webhook: id } });
    const attempt = await this.queue.sendNow(id, message);
    if (attempt !== undefined) return attempt;
    throw new ManagementError('not-found', `Cannot test webhook "${id}": it was removed`);
  }

  withState(webhook: WebhookResource): WebhookResource {
    return { ...webhook, ...this.queue.stateOf(webhook.id) };
  }

  async end(): Promise<void> {
    this.#ending.abort();
    this.queue.end();
    await this.#following;
    await this.#work;
  }

  /** One after the other, in the order in which things happened. */
  #next(work: () => Promise<void>): void {
    const before = this.#work;
    const inTurn = async () => {
      await before;
      if (!this.#ending.signal.aborted) await work();
    };
    this.#work = inTurn().catch((error: unknown) => webhooksBehind(this.#deps.log, error));
  }

  async #followVectors(nodes: NodeWatch): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        for await (const vector of this.#deps.registry.health.vectors(signal))
          this.#next(() => this.#tellNodes(nodes.vector(vector)));
      } catch {
        // Whoever follows the records says that the registry is away.
      }
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #readWaitingClaims(): Promise<void> {
    const { registry } = this.#deps;
    for (let after: string | undefined; ;) {
      const options = {
        states: ['in-review', 'attention-required'],
        limit: PAGE,
        ...(after !== undefined && { after }),
      } as const;
      const page = await registry.pendingClaims(options);
      for (const { value } of page) this.#reviews.remember(value);
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  }

  #tellNodes(transitions: readonly NodeTransition[]): Promise<void> {
    const timestamp = this.#now();
    return this.#tell(
      transitions.map(({ node: { id, name, customer }, to }) => {
        const type = to === 'serving' ? 'node.up' : 'node.down';
        return { type, timestamp, data: { node: id, name, customer, state: to } };
      }),
    );
  }

  async #tell(messages: readonly Exclude<WebhookMessage, { type: 'test' }>[]): Promise<void> {
    if (messages.length === 0) return;
    const webhooks = await this.#deps.webhooks.list();
    for (const message of messages) {
      const { type, data } = message;
      const sent = outgoing(message);
      for (const { id, events, customer } of webhooks)
        if (events.includes(type) && (customer === undefined || customer === data.customer)) this.queue.add(id, sent);
    }
  }

  async #post(webhook: string, message: OutgoingMessage): Promise<PostOutcome | undefined> {
    try {
      return await postMessage(await this.#deps.webhooks.signing(webhook), message, this.#deps);
    } catch (error) {
      if (error instanceof ManagementError && error.code === 'not-found') return undefined;
      return { kind: 'failed', fault: 'control could not read the webhook', isFinal: false };
    }
  }

  #now(): string {
    return this.#deps.now().toISOString();
  }
}

function outgoing(message: WebhookMessage): OutgoingMessage {
  return { id: `msg_${randomBytes(16).toString('base64url')}`, body: JSON.stringify(message) };
}
