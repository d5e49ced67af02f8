import { Assignment } from './assignment.ts';
import type { HealthPolicy } from './health-policy.ts';
import { RenewedRow } from './renewed-row.ts';

/** A monitor's opinions, a byte per node by its number (see opinion-byte.ts), and when they were received. */
export interface KnownMonitor {
  readonly name: string;
  readonly row: RenewedRow;
  opinions: Uint8Array;
}

/** The monitors that are known, their last opinions, and which nodes each has to probe. */
export class MonitorRoster {
  readonly #policy: HealthPolicy;
  readonly #monitors = new Map<string, KnownMonitor>();
  #assignment: Assignment | undefined;

  constructor(policy: HealthPolicy) {
    this.#policy = policy;
  }

  /** One row of opinions as read from the store; `sentAtMs` is the instant that its monitor wrote beside it. */
  receive(name: string, sentAtMs: number, opinions: Uint8Array, nowMs: number): void {
    const known = this.#monitors.get(name);
    if (known === undefined) return this.add({ name, row: new RenewedRow(sentAtMs, nowMs), opinions });
    known.row.receive(sentAtMs, nowMs);
    known.opinions = opinions;
  }

  add(monitor: KnownMonitor): void {
    this.#monitors.set(monitor.name, monitor);
    this.#assignment = undefined;
  }

  forgetOld(nowMs: number): void {
    for (const { name, row } of this.#monitors.values()) {
      if (nowMs <= row.heardAtMs + this.#policy.forgetMonitorMs) continue;
      this.#monitors.delete(name);
      this.#assignment = undefined;
    }
  }

  get assignment(): Assignment {
    this.#assignment ??= new Assignment(this.#monitors.keys(), this.#policy.overlap);
    return this.#assignment;
  }

  get known(): ReadonlyMap<string, KnownMonitor> {
    return this.#monitors;
  }

  /** The opinions that are young enough, by the monitor's place in the assignment; undefined where they are not. */
  fresh(nowMs: number): (Uint8Array | undefined)[] {
    return this.assignment.monitors.map((name) => {
      const monitor = this.#monitors.get(name);
      return monitor?.row.isFresh(this.#policy.opinionMs, nowMs) ? monitor.opinions : undefined;
    });
  }

  /** Most of the known monitors were not heard of late. One that was just seen first has time to renew its opinions. */
  isMostlyStale(nowMs: number): boolean {
    let stale = 0;
    for (const { row } of this.#monitors.values()) if (nowMs > row.heardAtMs + this.#policy.opinionMs) stale++;
    return 2 * stale > this.#monitors.size;
  }
}
