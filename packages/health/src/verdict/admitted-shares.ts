// Rows are reserved before they are read, so `!` on a slot means "reserved".
import type { HealthPolicy } from './health-policy.ts';

/** Load of a node in percent of its limit, a byte; this one for "not known". 254 is 254 and more. */
export const NO_LOAD = 255;

const WHOLE = 100;

/** How much of what it could take each node is given, 0 to 100 percent: slow start and `full` are nothing else. */
export class AdmittedShares {
  readonly #policy: HealthPolicy;
  /** When a node came back; NaN when its slow start is over. */
  startedAtMs = new Float64Array(0);
  isFull = new Uint8Array(0);

  constructor(policy: HealthPolicy) {
    this.#policy = policy;
  }

  reserve(count: number): void {
    if (count <= this.isFull.length) return;
    const startedAtMs = new Float64Array(count).fill(NaN);
    const isFull = new Uint8Array(count);
    startedAtMs.set(this.startedAtMs);
    isFull.set(this.isFull);
    this.startedAtMs = startedAtMs;
    this.isFull = isFull;
  }

  startSlowly(node: number, nowMs: number): void {
    this.startedAtMs[node] = nowMs;
  }

  /** Takes the whole share at once: after a verdict that should never have been. */
  startWhole(node: number): void {
    this.startedAtMs[node] = NaN;
  }

  /** Goes on where another publisher stopped. */
  inherit(node: number, sharePercent: number, nowMs: number): void {
    this.isFull[node] = sharePercent === 0 ? 1 : 0;
    this.startedAtMs[node] =
      sharePercent === 0 || sharePercent >= WHOLE ? NaN : nowMs - (sharePercent / WHOLE) * this.#policy.slowStartMs;
  }

  /** A node is full from its limit on until it is known to be under 90 %. */
  takeLoads(loads: Uint8Array): void {
    const { fullFromPercent, fullUntilPercent } = this.#policy;
    const { isFull } = this;
    for (let node = 0; node < isFull.length; node++) {
      const load = loads[node] ?? NO_LOAD;
      if (load === NO_LOAD) continue;
      if (load >= fullFromPercent) isFull[node] = 1;
      else if (load < fullUntilPercent) isFull[node] = 0;
    }
  }

  /** At least 1 while a node starts: 0 would say that it is full. */
  shareOf(node: number, nowMs: number): number {
    if (this.isFull[node] === 1) return 0;
    const startedAtMs = this.startedAtMs[node]!;
    if (Number.isNaN(startedAtMs)) return WHOLE;
    const share = Math.floor((WHOLE * (nowMs - startedAtMs)) / this.#policy.slowStartMs);
    if (share >= WHOLE) this.startedAtMs[node] = NaN;
    return Math.min(Math.max(share, 1), WHOLE);
  }
}
