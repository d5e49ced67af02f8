import { ACTIVATION_REFUSALS, type ActivationOutcome } from '@nearhop/management';
import type { Meters, Observe } from '@nearhop/service-kit';
import type { BeatOutcome } from './heartbeats.ts';

const TOLD_AGAIN_MS = 60_000;
/** More nodes than this at once are no clones but a mistake somewhere else: their line in the log may repeat. */
const MAX_TOLD = 10_000;

interface Beating {
  readonly beating: number;
  readonly duplicate: number;
}

/** What happened between control and the nodes, as numbers for whoever watches. */
export class LinkCounts {
  readonly #activations = new Map<string, number>(['issued', ...ACTIVATION_REFUSALS].map((outcome) => [outcome, 0]));
  readonly #heartbeats = new Map<string, number>([
    ['taken', 0],
    ['stale', 0],
    ['duplicate', 0],
    ['refused', 0],
  ]);
  readonly #proofs = new Map<string, number>([
    ['proven', 0],
    ['not-proven', 0],
  ]);
  readonly #toldMs = new Map<string, number>();

  constructor(meters: Pick<Meters, 'counter' | 'gauge'>, nodes: () => Beating) {
    const counted = (counts: ReadonlyMap<string, number>) => (observe: Observe) => {
      for (const [outcome, count] of counts) observe(count, { outcome });
    };
    meters.counter(
      'nearhop_control_activations_total',
      'Registration keys that were shown to control; "misused" is an alarm',
      counted(this.#activations),
    );
    meters.counter('nearhop_control_heartbeats_total', 'Heartbeats of nodes', counted(this.#heartbeats));
    meters.counter(
      'nearhop_control_proofs_total',
      'Server addresses that were asked for a proof',
      counted(this.#proofs),
    );
    meters.gauge('nearhop_control_heartbeat_nodes', 'Nodes that sent a heartbeat within 30 seconds', (observe) =>
      observe(nodes().beating),
    );
    meters.gauge('nearhop_control_duplicate_nodes', 'Nodes with two live instances: an alarm', (observe) =>
      observe(nodes().duplicate),
    );
  }

  activation(outcome: ActivationOutcome): void {
    add(this.#activations, outcome.kind === 'issued' ? 'issued' : outcome.reason);
  }

  heartbeat(outcome: BeatOutcome | 'refused'): void {
    add(this.#heartbeats, outcome);
  }

  proof(outcome: 'proven' | 'not-proven'): void {
    add(this.#proofs, outcome);
  }

  /** Whether it is time to tell of a node's two instances (again). */
  isNewDuplicate(node: string): boolean {
    const nowMs = performance.now();
    if (nowMs - (this.#toldMs.get(node) ?? Number.NEGATIVE_INFINITY) < TOLD_AGAIN_MS) return false;
    if (this.#toldMs.size >= MAX_TOLD) this.#toldMs.clear();
    this.#toldMs.set(node, nowMs);
    return true;
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
