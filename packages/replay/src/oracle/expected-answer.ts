import {
  MAX_CACHES,
  admittedShareOf,
  type CacheChoice,
  type CacheNode,
  type EffectiveState,
  type Reason,
} from '@nearhop/contracts';
import type { Address } from '@nearhop/ip';
import { expectedState, sendsTo } from './expected-state.ts';
import type { Nest } from './intervals.ts';
import { rendezvousScore } from './rendezvous-score.ts';
import type { World } from './world.ts';

/** What the router must say: the part of its answer that follows from the world alone. */
export interface ExpectedAnswer {
  readonly decision: 'node' | 'cdn';
  readonly reason: Reason;
  readonly caches: readonly CacheChoice[];
}

const MEGABITS_WHEN_UNSET = 10_000;

/** Of the longest block's nodes that may not serve, the first of these names the reason. */
const REASON_BY_STATE: readonly (readonly [EffectiveState, Reason])[] = [
  ['full', 'node-full'],
  ['draining', 'node-draining'],
  ['down', 'node-down'],
  ['not-activated', 'node-not-activated'],
  ['not-configured', 'node-not-configured'],
  ['disabled', 'node-disabled'],
];

export function expectAnswer(world: World, client: Address): ExpectedAnswer {
  if (!world.allowsClient(client)) return cdn('special-address');
  const block = world.blocks.find(client);
  if (block === undefined) return cdn(pendingReason(world, client));
  const primary = servingNodes(world, block, client);
  const caches = choices(primary, client, 'primary');
  const named = new Set(primary);
  for (const nest of enclosingNests(block)) {
    const others = servingNodes(world, nest, client).filter((node) => !named.has(node));
    caches.push(...choices(others, client, 'backup'));
    for (const node of others) named.add(node);
  }
  if (caches.length === 0) return cdn(notServingReason(world, block));
  return { decision: 'node', reason: primary.length > 0 ? 'matched' : 'backup', caches: caches.slice(0, MAX_CACHES) };
}

function cdn(reason: Reason): ExpectedAnswer {
  return { decision: 'cdn', reason, caches: [] };
}

function pendingReason(world: World, client: Address): Reason {
  const innermost = world.pending.find(client);
  const nests = innermost === undefined ? [] : [innermost, ...enclosingNests(innermost)];
  const states = new Set(nests.flatMap((nest) => nest.value.map((claim) => claim.state)));
  if (states.has('attention-required')) return 'attention-required';
  return states.has('in-review') ? 'in-review' : 'no-match';
}

function notServingReason(world: World, block: Nest<readonly string[]>): Reason {
  const states = new Set(block.value.map((id) => expectedState(nodeOf(world, id), world.vector)));
  return REASON_BY_STATE.find(([state]) => states.has(state))?.[1] ?? 'no-match';
}

function enclosingNests<T>(nest: Nest<T>): Nest<T>[] {
  return nest.enclosing === undefined ? [] : [nest.enclosing, ...enclosingNests(nest.enclosing)];
}

/** The nodes of a block that serve, best score first. */
function servingNodes(world: World, block: Nest<readonly string[]>, client: Address): CacheNode[] {
  return block.value
    .map((id) => nodeOf(world, id))
    .filter((node) => expectedState(node, world.vector) === 'serving')
    .map((node) => ({ node, score: rendezvousScore(client, node.number, weightOf(node, world)) }))
    .sort((x, y) => y.score - x.score || x.node.number - y.node.number)
    .map(({ node }) => node);
}

function weightOf(node: CacheNode, world: World): number {
  const share = node.admin.state === 'up' ? 100 : admittedShareOf(world.vector, node.number);
  return (node.maxEgressMbps ?? MEGABITS_WHEN_UNSET) * share;
}

/** The addresses of the client's family in the order of the nodes, then the others. */
function choices(nodes: readonly CacheNode[], client: Address, role: 'primary' | 'backup'): CacheChoice[] {
  const families = client.family === 4 ? (['ipv4', 'ipv6'] as const) : (['ipv6', 'ipv4'] as const);
  return families.flatMap((family) =>
    nodes.flatMap((node) => {
      const server = sendsTo(node, family);
      return server === undefined ? [] : [{ node: node.name, ...server, backup: role === 'backup' }];
    }),
  );
}

function nodeOf(world: World, id: string): CacheNode {
  const node = world.nodes.get(id);
  if (node === undefined) throw new Error(`Cannot expect an answer: a block names node "${id}", which the world lacks`);
  return node;
}
