import { randomBytes } from 'node:crypto';
import type { ClientTrafficBody, TrafficKept } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { ClientTraffic } from '@nearhop/management';

const KEPT_MS = 10 * 60_000;
const MOST_KEPT = 20;

/** Distributions of clients that dry runs name: kept for ten minutes, in memory alone. */
export class NamedTraffic {
  readonly #now: () => Date;
  readonly #kept = new Map<string, { readonly traffic: ClientTraffic; readonly untilMs: number }>();

  constructor(dependencies: { readonly now: () => Date }) {
    this.#now = dependencies.now;
  }

  keep({ networks }: ClientTrafficBody): TrafficKept {
    const nowMs = this.#now().getTime();
    for (const [id, { untilMs }] of this.#kept) if (untilMs <= nowMs) this.#kept.delete(id);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_KEPT) this.#kept.delete(oldest);
    const id = randomBytes(12).toString('base64url');
    const untilMs = nowMs + KEPT_MS;
    const parsed = networks.map(({ prefix, weight }) => ({ prefix: Prefix.parse(prefix), weight }));
    this.#kept.set(id, { traffic: { basis: 'file', networks: parsed }, untilMs });
    return { id, until: new Date(untilMs).toISOString() };
  }

  get(id: string): ClientTraffic | undefined {
    const kept = this.#kept.get(id);
    return kept !== undefined && kept.untilMs > this.#now().getTime() ? kept.traffic : undefined;
  }
}
