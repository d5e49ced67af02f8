import { admittedShareOf, verdictOf, type AdminState, type EffectiveState, type Verdict } from '@nearhop/contracts';
import { Prefix, type Address } from '@nearhop/ip';
import { matchLength, NO_MATCH } from '@nearhop/route-table';
import type { RouteDecision } from './decision.ts';
import { judge, type StateCause } from './effective-state.ts';
import { overrideOf } from './overrides.ts';
import { countPending } from './pending-claim.ts';
import { rendezvousScore } from './rendezvous.ts';
import type { RoutingState } from './routing-state.ts';
import type { RoutingTable } from './routing-table.ts';

/** A node of a block as the decision saw it. */
export interface TracedNode {
  readonly node: string;
  readonly id: string;
  readonly number: number;
  readonly state: EffectiveState;
  /** What settled the state. */
  readonly cause: StateCause;
  readonly verdict: Verdict;
  /** Percent, as the vector says. */
  readonly admittedSharePercent: number;
  /** The word in control's record, with who said it and why. */
  readonly admin: AdminState;
  /** The break-glass word that stands in its place, or null. */
  readonly override: AdminState | null;
  /** What rendezvous ordered by; null when it does not serve. */
  readonly weight: number | null;
  readonly score: number | null;
}

/** One step of a decision, in the order in which they were taken; plain data. */
export type TraceStep =
  | { readonly kind: 'client'; readonly address: string | null; readonly allowed: boolean }
  | { readonly kind: 'pending'; readonly prefix: string; readonly inReview: number; readonly attentionRequired: number }
  | {
      readonly kind: 'block';
      readonly rank: 'first' | 'backup';
      readonly prefix: string;
      readonly customer: string;
      readonly nodes: readonly TracedNode[];
    }
  | { readonly kind: 'result'; readonly decision: RouteDecision };

export interface MatchedBlock {
  readonly client: Address;
  readonly length: number;
  readonly nodes: readonly number[];
  readonly rank: 'first' | 'backup';
}

/** Writes down what `decide` does. It looks, and decides nothing. */
export class DecisionTrace {
  readonly steps: TraceStep[] = [];

  client(client: Address | undefined, state: RoutingState): void {
    const allowed = client !== undefined && state.policy.allowsClient(client);
    this.steps.push({ kind: 'client', address: client?.toString() ?? null, allowed });
  }

  /** All claims around the client that are not valid, longest prefix first. */
  pending(client: Address, { pending }: RoutingTable): void {
    let match = pending.lookup(client);
    while (match !== NO_MATCH) {
      const length = matchLength(match);
      const prefix = Prefix.containing(client, length).toString();
      this.steps.push({ kind: 'pending', prefix, ...countPending(pending.listOf(match)) });
      match = pending.lookupShorter(client, length);
    }
  }

  block({ client, length, nodes, rank }: MatchedBlock, table: RoutingTable, state: RoutingState): void {
    const [first = -1] = nodes;
    this.steps.push({
      kind: 'block',
      rank,
      prefix: Prefix.containing(client, length).toString(),
      customer: table.nodes.byNumber(first)?.customer ?? '',
      nodes: nodes.flatMap((number) => tracedNode(number, client, table, state)),
    });
  }

  result(decision: RouteDecision): void {
    this.steps.push({ kind: 'result', decision });
  }
}

function tracedNode(number: number, client: Address, table: RoutingTable, state: RoutingState): TracedNode[] {
  const node = table.nodes.byNumber(number);
  if (node === undefined) return [];
  const { vector } = state;
  const override = overrideOf(state.overrides, node);
  const judgement = judge({ node, vector, override });
  const weight = judgement.state === 'serving' ? state.nodes.weightOf(number) : null;
  return [
    {
      node: node.name,
      id: node.id,
      number,
      ...judgement,
      verdict: verdictOf(vector, number),
      admittedSharePercent: admittedShareOf(vector, number),
      admin: node.admin,
      override: override ?? null,
      weight,
      score: weight === null ? null : rendezvousScore(client, number, weight),
    },
  ];
}
