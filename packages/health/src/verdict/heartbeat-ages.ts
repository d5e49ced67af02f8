import type { HealthPolicy } from './health-policy.ts';
import { RenewedRow } from './renewed-row.ts';

const NO_HEARTBEAT = 255;

/** The last array of heartbeats as control wrote it: seconds since each node's last, a byte by number, 255 for none. */
export class HeartbeatAges {
  readonly #policy: HealthPolicy;
  #row: RenewedRow | undefined;
  #ages: Uint8Array;
  #intervalMs: number;

  constructor(policy: HealthPolicy, ages: Uint8Array = new Uint8Array(0), intervalMs = 0, row?: RenewedRow) {
    this.#policy = policy;
    this.#ages = ages;
    this.#intervalMs = intervalMs;
    this.#row = row;
  }

  /** `intervalMs` is what control tells nodes to keep between two. */
  receive(ages: Uint8Array, sentAtMs: number, intervalMs: number, nowMs: number): void {
    if (this.#row === undefined) this.#row = new RenewedRow(sentAtMs, nowMs);
    else this.#row.receive(sentAtMs, nowMs);
    this.#ages = ages;
    this.#intervalMs = intervalMs;
  }

  /** The node was heard within its interval and a little more. Never, when control itself was not heard of late. */
  isBeating(node: number, nowMs: number): boolean {
    const row = this.#row;
    const age = this.#ages[node] ?? NO_HEARTBEAT;
    if (row === undefined || age === NO_HEARTBEAT || !row.isFresh(this.#policy.heartbeatsMs, nowMs)) return false;
    return age * 1_000 + (nowMs - row.renewedAtMs) <= this.#intervalMs + this.#policy.heartbeatGraceMs;
  }

  get ages(): Uint8Array {
    return this.#ages;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  get row(): RenewedRow | undefined {
    return this.#row;
  }
}
