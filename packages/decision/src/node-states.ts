import { EFFECTIVE_STATES, provenServers, type EffectiveState, type HealthVector } from '@nearhop/contracts';
import { judge, shareFor } from './effective-state.ts';
import type { NodeDirectory } from './node-directory.ts';
import { overrideOf, type Overrides } from './overrides.ts';
import { weightOf } from './rendezvous.ts';

const CODE_OF = new Map(EFFECTIVE_STATES.map((state, code) => [state, code]));
const SERVING = EFFECTIVE_STATES.indexOf('serving');
const HAS_IPV4 = 1;
const HAS_IPV6 = 2;

/** What a decision needs of each node, by its number: effective state, weight, and the families it serves. */
export class NodeStates {
  #states = new Uint8Array(0);
  #families = new Uint8Array(0);
  #weights = new Float64Array(0);

  /** Works out all of them anew: proportional to the number of nodes. */
  refresh(nodes: NodeDirectory, vector: HealthVector, overrides: Overrides): void {
    this.#reserve(nodes.highestNumber + 1);
    for (const node of nodes.values()) {
      const situation = { node, vector, override: overrideOf(overrides, node) };
      // EFFECTIVE_STATES holds every state.
      this.#states[node.number] = CODE_OF.get(judge(situation).state)!;
      const { ipv4, ipv6 } = provenServers(node);
      this.#families[node.number] = (ipv4 ? HAS_IPV4 : 0) | (ipv6 ? HAS_IPV6 : 0);
      this.#weights[node.number] = weightOf(node, shareFor(situation));
    }
  }

  isServing(number: number): boolean {
    return this.#states[number] === SERVING;
  }

  stateOf(number: number): EffectiveState | undefined {
    return EFFECTIVE_STATES[this.#states[number] ?? -1];
  }

  serves(number: number, family: 4 | 6): boolean {
    return ((this.#families[number] ?? 0) & (family === 4 ? HAS_IPV4 : HAS_IPV6)) !== 0;
  }

  weightOf(number: number): number {
    return this.#weights[number] ?? 0;
  }

  #reserve(count: number): void {
    if (count <= this.#states.length) return;
    const capacity = Math.ceil(count * 1.25);
    this.#states = new Uint8Array(capacity);
    this.#families = new Uint8Array(capacity);
    this.#weights = new Float64Array(capacity);
  }
}
