// Rows stay below the number of rows, so `!` on a typed array never meets undefined.
import type { Claim } from '@nearhop/contracts';
import type { Family, Prefix } from '@nearhop/ip';
import { FlatIntervals } from './flat-intervals.ts';
import { PrefixRows } from '../prefixes/prefix-rows.ts';
import type { PendingClaim } from './world.ts';

/** Who claims one prefix at some revision: valid claims by node, and the others. */
export interface Claimed {
  readonly holders: readonly string[];
  readonly waiting: readonly PendingClaim[];
}

export const UNCLAIMED: Claimed = { holders: [], waiting: [] };

/** The loaded prefixes of one family, and who claims each. */
export interface LoadedClaims {
  readonly intervals: FlatIntervals;
  readonly claimedAt: (prefix: number) => Claimed;
}

/** Gathers the claims of one family as they come, in any order, and then sorts, groups and sweeps them. */
export class ClaimsLoad {
  readonly #rows: PrefixRows;
  /** Each distinct (node, state), and which of them each row has. */
  readonly #kinds = new Map<string, number>();
  readonly #claims: PendingClaim[] = [];
  readonly #kindOfRow: number[] = [];

  constructor(family: Family) {
    this.#rows = new PrefixRows(family);
  }

  add(prefix: Prefix, node: string, state: Claim['state']): void {
    const key = `${state} ${node}`;
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      kind = this.#claims.push({ node, state }) - 1;
      this.#kinds.set(key, kind);
    }
    this.#kindOfRow[this.#rows.push(prefix)] = kind;
  }

  done(): LoadedClaims {
    const unique = new PrefixRows(this.#rows.family);
    const lists = new Map<string, number>();
    const claimed: Claimed[] = [];
    const listOf: number[] = [];
    const order = this.#rows.sorted();
    for (let from = 0; from < order.length;) {
      let to = from + 1;
      while (to < order.length && this.#rows.compare(order[from]!, order[to]!) === 0) to++;
      const kinds = Array.from(order.subarray(from, to), (row) => this.#kindOfRow[row]!);
      const key = kinds.join(' ');
      let list = lists.get(key);
      if (list === undefined) {
        list = claimed.push(claimedBy(kinds.map((kind) => this.#claims[kind]!))) - 1;
        lists.set(key, list);
      }
      listOf[unique.push(this.#rows.prefixAt(order[from]!))] = list;
      from = to;
    }
    const listOfRank = Uint32Array.from(listOf);
    return { intervals: new FlatIntervals(unique), claimedAt: (prefix) => claimed[listOfRank[prefix]!]! };
  }
}

export function claimedBy(claims: readonly PendingClaim[]): Claimed {
  return {
    holders: claims.filter(({ state }) => state === 'valid').map(({ node }) => node),
    waiting: claims.filter(({ state }) => state !== 'valid'),
  };
}
