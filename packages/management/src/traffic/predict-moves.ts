import { MAX_MOVES_SHOWN, type TrafficMoves } from '@nearhop/contracts';
import { decide, RoutingState, type RoutingTable } from '@nearhop/decision';
import type { Address, Prefix } from '@nearhop/ip';
import type { RecordWrite } from '@nearhop/registry';
import { matchLength, NO_MATCH, RadixTree } from '@nearhop/route-table';
import type { ManagementContext } from '../management-context.ts';
import type { ClientTraffic, NetworkTraffic } from './client-traffic.ts';
import { clientWithin, fixedRandom } from './clients-within.ts';
import { partialTables } from './partial-table.ts';

/** The networks with the most requests speak for all. */
const MOST_NETWORKS = 4_000;
/** How many clients are drawn in all: a share is then true to half a point. */
const CLIENTS = 40_000;

/** What these writes would move, by the routers' own decision for clients drawn from the traffic, before and after. */
export async function predictMoves(
  context: Pick<ManagementContext, 'registry' | 'policy'>,
  writes: readonly RecordWrite[],
  { basis, networks }: ClientTraffic,
): Promise<TrafficMoves> {
  const heaviest = networks.toSorted((x, y) => y.weight - x.weight).slice(0, MOST_NETWORKS);
  const requests = heaviest.reduce((sum, { weight }) => sum + weight, 0);
  const prefixes = heaviest.map(({ prefix }) => prefix);
  const tables = await partialTables(context.registry, prefixes, writes);
  const vector = await context.registry.health.vector();
  const [before, after] = [tables.before, tables.after].map((table) => stateOf(context, table, vector)) as [
    RoutingState,
    RoutingState,
  ];
  const draw = basis === 'file' ? clientWithin : clientOfReport(networks, tables.before);
  const moved = tallyMoves(heaviest, requests, before, after, draw);
  const moves = [...moved.values()].map(({ from, to, share }) => ({ from, to, share: rounded(share) }));
  const unchanged = 1 - moves.reduce((sum, { share }) => sum + share, 0);
  return {
    basis,
    requests,
    unchanged: rounded(Math.max(0, unchanged)),
    moves: moves.toSorted((x, y) => y.share - x.share).slice(0, MAX_MOVES_SHOWN),
  };
}

interface Move {
  readonly from: string;
  readonly to: string;
  share: number;
}

function tallyMoves(
  networks: readonly NetworkTraffic[],
  requests: number,
  before: RoutingState,
  after: RoutingState,
  drawClient: (network: Prefix, random: () => number) => Address,
): ReadonlyMap<string, Move> {
  const random = fixedRandom();
  const moved = new Map<string, Move>();
  for (const network of networks) {
    const share = network.weight / requests;
    const draws = Math.max(1, Math.round(share * CLIENTS));
    for (let draw = 0; draw < draws; draw++) {
      const client = drawClient(network.prefix, random);
      const from = firstChoice(before, client);
      const to = firstChoice(after, client);
      if (from === to) continue;
      const key = `${from} ${to}`;
      const move = moved.get(key) ?? { from, to, share: 0 };
      move.share += share / draws;
      moved.set(key, move);
    }
  }
  return moved;
}

const MOST_DRAWS = 32;

/**
 * Draws clients as routers count them: of a block, those that no smaller one takes. Smaller are the blocks of now, and those that were
 * counted apart then, though they may be gone.
 */
function clientOfReport(networks: readonly NetworkTraffic[], { blocks }: Pick<RoutingTable, 'blocks'>) {
  const counted = new RadixTree();
  for (const { prefix } of networks) counted.insert(prefix, 0);
  const isOfSmaller = (table: Pick<RadixTree, 'lookup'>, client: Address, length: number) => {
    const match = table.lookup(client);
    return match !== NO_MATCH && matchLength(match) > length;
  };
  return (network: Prefix, random: () => number): Address => {
    let client = clientWithin(network, random);
    for (let draw = 1; draw < MOST_DRAWS; draw++) {
      const { length } = network;
      if (!isOfSmaller(blocks, client, length) && !isOfSmaller(counted, client, length)) break;
      client = clientWithin(network, random);
    }
    return client;
  };
}

function stateOf(
  { policy }: Pick<ManagementContext, 'policy'>,
  table: RoutingTable,
  vector: Parameters<RoutingState['setVector']>[0],
): RoutingState {
  const state = new RoutingState({ policy });
  state.setTable(table);
  state.setVector(vector);
  return state;
}

function firstChoice(state: RoutingState, client: Parameters<typeof decide>[1]): string {
  return decide(state, client).caches[0]?.node ?? 'cdn';
}

function rounded(share: number): number {
  return Math.round(share * 100_000) / 100_000;
}
