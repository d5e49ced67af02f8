import type { Address } from '@nearhop/ip';
import { decide } from './decide.ts';
import type { RouteDecision } from './decision.ts';
import { DecisionTrace, type TraceStep } from './decision-trace.ts';
import type { RoutingState } from './routing-state.ts';

/** The answer that `decide` gives this client right now, with how it came about. */
export function explain(
  state: RoutingState,
  client: Address | undefined,
): { readonly decision: RouteDecision; readonly trace: readonly TraceStep[] } {
  const trace = new DecisionTrace();
  return { decision: decide(state, client, trace), trace: trace.steps };
}
