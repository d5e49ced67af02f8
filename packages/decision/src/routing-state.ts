import { NO_VECTOR, type EffectiveState, type HealthVector } from '@nearhop/contracts';
import type { AddressPolicy } from '@nearhop/ip';
import { CachePicks } from './cache-picks.ts';
import { DecisionCache } from './decision-cache.ts';
import type { RouteDecision } from './decision.ts';
import { NodeStates } from './node-states.ts';
import { unmatchedOverrides, type Overrides } from './overrides.ts';
import type { RoutingTable } from './routing-table.ts';
import { SoleDecisions } from './sole-decisions.ts';

export interface RoutingStateOptions {
  /** Which clients may be given a node at all. */
  readonly policy: AddressPolicy;
}

/**
 * All that answers follow from: table, health vector and overrides. The nodes' effective states are worked out when one
 * of the three has changed, before the next decision, never in one. The table may be changed by its view at any time
 * between two decisions, which is seen without a word. With the table lost nothing changes here: the last one stays.
 */
export class RoutingState {
  readonly policy: AddressPolicy;
  /** By node number; current after `refresh`. */
  readonly nodes = new NodeStates();
  /** Scratch space of the decision that is being made. */
  readonly picks = new CachePicks();
  /** Of blocks that are one node's; current after `refresh`. */
  readonly sole = new SoleDecisions();
  readonly #decisions = new DecisionCache();
  #table: RoutingTable | undefined;
  #vector: HealthVector = NO_VECTOR;
  #overrides: Overrides = new Map();
  /** The version of the node records that the decisions were made of; undefined to make them anew. */
  #nodesVersion: number | undefined;
  #statesAreCurrent = false;

  constructor(options: RoutingStateOptions) {
    this.policy = options.policy;
  }

  get table(): RoutingTable | undefined {
    return this.#table;
  }

  get vector(): HealthVector {
    return this.#vector;
  }

  get overrides(): Overrides {
    return this.#overrides;
  }

  setTable(table: RoutingTable | undefined): void {
    if (table === this.#table) return;
    this.#table = table;
    this.#nodesVersion = undefined;
  }

  setVector(vector: HealthVector): void {
    this.#vector = vector;
    this.#statesAreCurrent = false;
  }

  setOverrides(overrides: Overrides): void {
    this.#overrides = overrides;
    this.#statesAreCurrent = false;
  }

  /** Brings states up to date when anything changed, else two comparisons. `decide` calls it. */
  refresh(): void {
    const nodes = this.#table?.nodes;
    if (nodes === undefined) return;
    if (nodes.version !== this.#nodesVersion) {
      this.#decisions.clear();
      this.#nodesVersion = nodes.version;
      this.#statesAreCurrent = false;
    }
    if (this.#statesAreCurrent) return;
    this.nodes.refresh(nodes, this.#vector, this.#overrides);
    this.sole.clear(nodes.highestNumber);
    this.#statesAreCurrent = true;
  }

  /** The effective state of a node by its number; undefined for a number that no node has. */
  stateOf(number: number): EffectiveState | undefined {
    this.refresh();
    return this.#table?.nodes.byNumber(number) === undefined ? undefined : this.nodes.stateOf(number);
  }

  /** Keys of the overrides that mean no node of the table. */
  unmatchedOverrides(): string[] {
    return unmatchedOverrides(this.#overrides, this.#table?.nodes.values() ?? []);
  }

  /** The decision for what stands in `picks`, at least one: the same object as long as the nodes' records stay. */
  pickedDecision(table: RoutingTable): RouteDecision {
    return this.#decisions.decisionFor(this.picks, table.nodes);
  }
}
