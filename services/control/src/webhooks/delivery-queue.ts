import type { WebhookAttempt } from '@nearhop/contracts';
import type { OutgoingMessage, PostOutcome } from './post-message.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
/** How long after each attempt the next is made: eight attempts in a day. */
export const RETRY_AFTER_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  6 * HOUR_MS,
];
/** Of one webhook; the oldest goes when there is one more. */
export const MOST_WAITING = 1_000;
const MOST_AT_ONCE = 16;
/** Spreads attempts that failed together. */
const JITTER = 0.1;

export interface DeliveryQueueDependencies {
  /** Undefined for a webhook that is no more: nothing is sent to it again. */
  readonly post: (webhook: string, message: OutgoingMessage) => Promise<PostOutcome | undefined>;
  readonly now: () => Date;
  readonly told: (outcome: DeliveryOutcome, webhook: string) => void;
  readonly retryAfterMs?: readonly number[];
}

/** `given-up`: every attempt failed, or the receiver wants no more; `dropped`: others waited for too long. */
export type DeliveryOutcome = 'delivered' | 'failed' | 'given-up' | 'dropped';

interface Delivery {
  readonly message: OutgoingMessage;
  attempts: number;
  /** By the monotonic clock. */
  nextMs: number;
}

interface Lane {
  waiting: Delivery[];
  isSending: boolean;
  last: WebhookAttempt | undefined;
}

/**
 * Messages on their way, in memory alone: what waits when control ends is lost, and so is told nobody. Each webhook has a lane of its own
 * with one attempt at a time, so that one that is away holds up no other.
 */
export class DeliveryQueue {
  readonly #deps: DeliveryQueueDependencies;
  readonly #retryAfterMs: readonly number[];
  readonly #lanes = new Map<string, Lane>();
  #underWay = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasEnded = false;

  constructor(dependencies: DeliveryQueueDependencies) {
    this.#deps = dependencies;
    this.#retryAfterMs = dependencies.retryAfterMs ?? RETRY_AFTER_MS;
  }

  add(webhook: string, message: OutgoingMessage): void {
    const lane = this.#laneOf(webhook);
    lane.waiting.push({ message, attempts: 0, nextMs: performance.now() });
    if (lane.waiting.length > MOST_WAITING) {
      lane.waiting.shift();
      this.#deps.told('dropped', webhook);
    }
    this.#sendDue();
  }

  stateOf(webhook: string): { readonly waiting: number; readonly lastAttempt?: WebhookAttempt } {
    const lane = this.#lanes.get(webhook);
    return { waiting: lane?.waiting.length ?? 0, ...(lane?.last && { lastAttempt: lane.last }) };
  }

  /** Sends once, beside whatever waits. */
  async sendNow(webhook: string, message: OutgoingMessage): Promise<WebhookAttempt | undefined> {
    const outcome = await this.#deps.post(webhook, message);
    if (outcome === undefined) return undefined;
    return this.#noted(this.#laneOf(webhook), outcome);
  }

  forget(webhook: string): void {
    this.#lanes.delete(webhook);
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#lanes.clear();
  }

  #laneOf(webhook: string): Lane {
    const known = this.#lanes.get(webhook);
    if (known !== undefined) return known;
    const lane = { waiting: [], isSending: false, last: undefined };
    this.#lanes.set(webhook, lane);
    return lane;
  }

  #sendDue(): void {
    clearTimeout(this.#timer);
    if (this.#hasEnded) return;
    const nowMs = performance.now();
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const [webhook, lane] of this.#lanes) {
      if (lane.isSending || this.#underWay >= MOST_AT_ONCE) continue; // its end looks again
      const next = earliest(lane.waiting);
      if (next === undefined) continue;
      if (next.nextMs <= nowMs) void this.#send(webhook, lane, next);
      else earliestMs = Math.min(earliestMs, next.nextMs);
    }
    if (earliestMs < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#sendDue(), earliestMs - nowMs);
  }

  async #send(webhook: string, lane: Lane, delivery: Delivery): Promise<void> {
    lane.isSending = true;
    this.#underWay++;
    lane.waiting = lane.waiting.filter((other) => other !== delivery);
    const outcome = await this.#deps.post(webhook, delivery.message);
    lane.isSending = false;
    this.#underWay--;
    if (outcome === undefined) this.#lanes.delete(webhook);
    else this.#settle(webhook, lane, delivery, outcome);
    this.#sendDue();
  }

  #settle(webhook: string, lane: Lane, delivery: Delivery, outcome: PostOutcome): void {
    this.#noted(lane, outcome);
    const afterMs = this.#retryAfterMs[delivery.attempts++];
    if (outcome.kind === 'delivered') this.#deps.told('delivered', webhook);
    else if (outcome.isFinal || afterMs === undefined) this.#deps.told('given-up', webhook);
    else {
      this.#deps.told('failed', webhook);
      delivery.nextMs = performance.now() + afterMs * (1 + JITTER * (2 * Math.random() - 1));
      lane.waiting.push(delivery);
    }
  }

  #noted(lane: Lane, outcome: PostOutcome): WebhookAttempt {
    const { status } = outcome;
    lane.last = {
      at: this.#deps.now().toISOString(),
      delivered: outcome.kind === 'delivered',
      ...(status !== undefined && { status }),
      ...(outcome.kind === 'failed' && { fault: outcome.fault }),
    };
    return lane.last;
  }
}

function earliest(waiting: readonly Delivery[]): Delivery | undefined {
  let first = waiting[0];
  for (const delivery of waiting) if (first !== undefined && delivery.nextMs < first.nextMs) first = delivery;
  return first;
}
