import type { Family } from '@nearhop/ip';
import type { RouteDecision } from './decision.ts';

/**
 * The decisions for clients of a block that is one node's and lies in no other block: they follow from the node and the client's
 * family alone. Nearly all blocks are such, and this is one read in the place of states, picks and the way to their decision.
 */
export class SoleDecisions {
  readonly #ofIpv4: (RouteDecision | undefined)[] = [];
  readonly #ofIpv6: (RouteDecision | undefined)[] = [];

  get(node: number, family: Family): RouteDecision | undefined {
    return (family === 4 ? this.#ofIpv4 : this.#ofIpv6)[node];
  }

  set(node: number, family: Family, decision: RouteDecision): void {
    (family === 4 ? this.#ofIpv4 : this.#ofIpv6)[node] = decision;
  }

  /** Forgets all; nodes have numbers up to that from now on. */
  clear(highestNumber: number): void {
    // Filled, because an array with holes is slower, and one that begins with a high index a hash table.
    for (const decisions of [this.#ofIpv4, this.#ofIpv6]) {
      decisions.fill(undefined);
      while (decisions.length <= highestNumber) decisions.push(undefined);
    }
  }
}
