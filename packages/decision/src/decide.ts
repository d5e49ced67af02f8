import type { EffectiveState } from '@nearhop/contracts';
import type { Address } from '@nearhop/ip';
import { matchLength, NO_MATCH } from '@nearhop/route-table';
import { pickFromBlock } from './block-picker.ts';
import { cdnDecision, type CdnReason, type RouteDecision } from './decision.ts';
import type { DecisionTrace } from './decision-trace.ts';
import { NOT_ONE } from './interned-lists.ts';
import { requiresAttention } from './pending-claim.ts';
import type { PrefixLists } from './prefix-lists.ts';
import type { RoutingState } from './routing-state.ts';
import type { RoutingTable } from './routing-table.ts';

/**
 * Where a client is sent. `client` is undefined when no address could be read. Equal answers are the same object as long
 * as the nodes' records stay. Allocates nothing for an answer given before. A trace is told of every step and changes none.
 */
export function decide(state: RoutingState, client: Address | undefined, trace?: DecisionTrace): RouteDecision {
  const decision = choose(state, client, trace);
  trace?.result(decision);
  return decision;
}

function choose(state: RoutingState, client: Address | undefined, trace: DecisionTrace | undefined): RouteDecision {
  trace?.client(client, state);
  if (client === undefined) return cdnDecision('bad-client-address');
  if (!state.policy.allowsClient(client)) return cdnDecision('special-address');
  const { table } = state;
  if (table === undefined) return cdnDecision('no-table');
  state.refresh();
  trace?.pending(client, table);
  const longest = table.blocks.lookup(client);
  if (longest === NO_MATCH) return cdnDecision(reasonWithoutBlock(table.pending, client));
  if (trace !== undefined) return decideFrom(state, table, client, longest, trace);
  const node = soleNodeOf(table, client, longest);
  if (node === NOT_ONE) return decideFrom(state, table, client, longest, undefined);
  const known = state.sole.get(node, client.family);
  if (known !== undefined) return known;
  const decision = decideFrom(state, table, client, longest, undefined);
  state.sole.set(node, client.family, decision);
  return decision;
}

/** The node of a block that is its alone and that no other block contains; else NOT_ONE. */
function soleNodeOf({ blocks }: RoutingTable, client: Address, longest: number): number {
  const node = blocks.onlyOf(longest);
  return node !== NOT_ONE && blocks.lookupShorter(client, matchLength(longest)) === NO_MATCH ? node : NOT_ONE;
}

function decideFrom(
  state: RoutingState,
  table: RoutingTable,
  client: Address,
  longest: number,
  trace: DecisionTrace | undefined,
): RouteDecision {
  pickCaches(state, table, client, longest, trace);
  if (state.picks.count > 0) return state.pickedDecision(table);
  return cdnDecision(reasonOf(state, table.blocks.listOf(longest)));
}

/** From the longest block outwards. Without a trace it ends when the answer is full. */
function pickCaches(
  state: RoutingState,
  table: RoutingTable,
  client: Address,
  longest: number,
  trace: DecisionTrace | undefined,
): void {
  const { picks } = state;
  picks.clear();
  for (let match = longest; match !== NO_MATCH;) {
    if (picks.isFull && trace === undefined) return;
    const nodes = table.blocks.listOf(match);
    const rank = match === longest ? 'first' : 'backup';
    trace?.block({ client, length: matchLength(match), nodes, rank }, table, state);
    pickFromBlock(picks, { nodes, rank }, client, state.nodes);
    match = table.blocks.lookupShorter(client, matchLength(match));
  }
}

/** Claims that are not valid only explain why there is no block. */
function reasonWithoutBlock(pending: PrefixLists, client: Address): CdnReason {
  let reason: CdnReason = 'no-match';
  let match = pending.lookup(client);
  while (match !== NO_MATCH) {
    if (requiresAttention(pending.listOf(match))) return 'attention-required';
    reason = 'in-review';
    match = pending.lookupShorter(client, matchLength(match));
  }
  return reason;
}

/** The first of these that one of the block's nodes is in names the reason. */
const REASONS: readonly (readonly [EffectiveState, CdnReason])[] = [
  ['full', 'node-full'],
  ['draining', 'node-draining'],
  ['drained', 'node-draining'],
  ['down', 'node-down'],
  ['not-activated', 'node-not-activated'],
  ['not-configured', 'node-not-configured'],
  ['disabled', 'node-disabled'],
];

function reasonOf(state: RoutingState, nodes: readonly number[]): CdnReason {
  for (const [effective, reason] of REASONS) {
    for (const node of nodes) if (state.nodes.stateOf(node) === effective) return reason;
  }
  throw new Error(`Cannot tell why no node serves: states of nodes ${nodes.join(', ')} are unknown`);
}
