// Rows are reserved before they are read, so `!` on a slot means "reserved".
import type { HealthPolicy } from './health-policy.ts';

/** What a device met at a node. */
export type BeaconOutcome = 'failed' | 'fetched';

/** Networks remembered for each node; the one that failed longest ago makes room. */
const NETWORKS = 8;

/**
 * Failures that devices met, by the networks that they are in (the truncated address, hashed to 32 bits), so that a single
 * device or a single broken network is no witness. They witness for what monitors say and never make a verdict.
 */
export class BeaconWitness {
  readonly #policy: HealthPolicy;
  #networks = new Uint32Array(0);
  #failedAtMs = new Float64Array(0);

  constructor(policy: HealthPolicy) {
    this.#policy = policy;
  }

  /** A network whose device fetched from the node is no longer one that fails. */
  record(node: number, network: number, outcome: BeaconOutcome, nowMs: number): void {
    this.#reserve(node);
    const from = node * NETWORKS;
    let slot = from;
    for (let at = from; at < from + NETWORKS; at++) {
      if (this.#networks[at] === network >>> 0 && this.#failedAtMs[at]! > -Infinity) {
        slot = at;
        break;
      }
      if (this.#failedAtMs[at]! < this.#failedAtMs[slot]!) slot = at;
    }
    if (outcome === 'failed') {
      this.#networks[slot] = network;
      this.#failedAtMs[slot] = nowMs;
    } else if (this.#networks[slot] === network >>> 0) this.#failedAtMs[slot] = -Infinity;
  }

  /** From how many distinct networks failures came within the window. */
  failingNetworks(node: number, nowMs: number): number {
    let count = 0;
    for (let at = node * NETWORKS; at < (node + 1) * NETWORKS; at++) {
      if ((this.#failedAtMs[at] ?? -Infinity) >= nowMs - this.#policy.beaconWindowMs) count++;
    }
    return count;
  }

  isWitness(node: number, nowMs: number): boolean {
    return this.failingNetworks(node, nowMs) >= this.#policy.beaconNetworks;
  }

  /** The failures that are remembered. */
  *failures(): Generator<{ node: number; network: number; failedAtMs: number }> {
    for (const [at, failedAtMs] of this.#failedAtMs.entries()) {
      if (failedAtMs > -Infinity) yield { node: Math.trunc(at / NETWORKS), network: this.#networks[at]!, failedAtMs };
    }
  }

  #reserve(node: number): void {
    const needed = (node + 1) * NETWORKS;
    if (needed <= this.#networks.length) return;
    const networks = new Uint32Array(needed + (needed >>> 1));
    const failedAtMs = new Float64Array(networks.length).fill(-Infinity);
    networks.set(this.#networks);
    failedAtMs.set(this.#failedAtMs);
    this.#networks = networks;
    this.#failedAtMs = failedAtMs;
  }
}
