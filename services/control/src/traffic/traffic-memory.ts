import type { RouterReport } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { ClientTraffic } from '@nearhop/management';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A day of a deployment with this many busy networks still tells where the requests come from. */
const MOST_NETWORKS = 20_000;

/** Where requests came from during the last day, as the routers reported it: an hour apart, in memory alone. */
export class TrafficMemory {
  readonly #now: () => Date;
  /** Requests by network, by the hour since the epoch. */
  readonly #hours = new Map<number, Map<string, number>>();

  constructor(dependencies: { readonly now: () => Date }) {
    this.#now = dependencies.now;
  }

  add({ answers, networks }: RouterReport): void {
    const sampled = networks.reduce((sum, { clients }) => sum + clients, 0);
    if (sampled === 0) return;
    const counts = this.#thisHour();
    for (const { prefix, clients } of networks) {
      const before = counts.get(prefix);
      if (before === undefined && counts.size >= MOST_NETWORKS) continue;
      counts.set(prefix, (before ?? 0) + (clients * answers) / sampled);
    }
  }

  /** Undefined when nothing was reported. */
  lastDay(): ClientTraffic | undefined {
    this.#forget();
    const sums = new Map<string, number>();
    for (const counts of this.#hours.values())
      for (const [prefix, weight] of counts) sums.set(prefix, (sums.get(prefix) ?? 0) + weight);
    if (sums.size === 0) return undefined;
    const networks = [...sums].map(([prefix, weight]) => ({ prefix: Prefix.parse(prefix), weight }));
    return { basis: 'reports', networks };
  }

  #thisHour(): Map<string, number> {
    const hour = Math.floor(this.#now().getTime() / HOUR_MS);
    let counts = this.#hours.get(hour);
    if (counts === undefined) {
      counts = new Map();
      this.#hours.set(hour, counts);
      this.#forget();
    }
    return counts;
  }

  #forget(): void {
    const oldest = Math.floor(this.#now().getTime() / HOUR_MS) - HOURS;
    for (const hour of this.#hours.keys()) if (hour <= oldest) this.#hours.delete(hour);
  }
}
