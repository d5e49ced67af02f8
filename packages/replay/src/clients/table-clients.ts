import type { Prefix } from '@nearhop/ip';
import type { WeightedPrefix } from './client-source.ts';
import { CountedRandom } from './counted-random.ts';

/**
 * How the clients spread over the blocks of a table: `addresses` gives every address of a family the same chance, `blocks` every
 * block, and `zipf` makes few blocks busy and most quiet: the n-th busiest draws 1 / n^exponent of the first.
 */
export type TableSpread =
  { readonly kind: 'addresses' } | { readonly kind: 'blocks' } | { readonly kind: 'zipf'; readonly exponent: number };

export interface TableClientsOptions {
  readonly spread: TableSpread;
  /** What part of the requests comes from IPv6, 0 to 1; as the blocks are unless given. */
  readonly ipv6Share?: number;
  /** Decides which blocks are the busy ones. */
  readonly seed: number;
}

/**
 * Weights for the blocks of a table. Families are weighed apart: by addresses alone, one IPv6 block would outweigh all of
 * IPv4. Throws RangeError when there is no block to ask from.
 */
export function tableClients(blocks: Iterable<Prefix>, options: TableClientsOptions): WeightedPrefix[] {
  const all = [...blocks];
  const families = [4, 6].map((family) => all.filter((prefix) => prefix.family === family));
  const [v4 = [], v6 = []] = families;
  if (all.length === 0) throw new RangeError('Cannot draw clients from the table: it has no valid block');
  const share = options.ipv6Share ?? v6.length / all.length;
  if ((share > 0 && v6.length === 0) || (share < 1 && v4.length === 0)) {
    const lacking = v6.length === 0 ? 'IPv6' : 'IPv4';
    throw new RangeError(
      `Cannot draw clients from the table: an IPv6 share of ${share} needs blocks of both families: it has none of ${lacking}`,
    );
  }
  return [...weighed(v4, 1 - share, options), ...weighed(v6, share, options)];
}

function weighed(prefixes: readonly Prefix[], share: number, { spread, seed }: TableClientsOptions): WeightedPrefix[] {
  const weights = weightsOf(prefixes, spread, seed);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return prefixes.map((prefix, index) => ({ prefix, weight: ((weights[index] ?? 0) / total) * share }));
}

function weightsOf(prefixes: readonly Prefix[], spread: TableSpread, seed: number): number[] {
  if (spread.kind === 'addresses') return prefixes.map((prefix) => 2 ** -prefix.length);
  if (spread.kind === 'blocks') return prefixes.map(() => 1);
  return shuffledRanks(prefixes.length, seed).map((rank) => rank ** -spread.exponent);
}

/** The numbers 1 to `count` in random order: Fisher and Yates. */
function shuffledRanks(count: number, seed: number): number[] {
  const ranks = Array.from({ length: count }, (_, index) => index + 1);
  const random = new CountedRandom(seed);
  random.begin(count);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.fraction() * (last + 1));
    [ranks[last], ranks[other]] = [ranks[other]!, ranks[last]!]; // both below count
  }
  return ranks;
}
