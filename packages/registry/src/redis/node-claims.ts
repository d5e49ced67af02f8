import type { Family } from '@nearhop/ip';
import { lineOf, readClaimLine } from './claim-line.ts';
import { placed, type PlacedClaim } from './claim-place.ts';
import { holdersKey, pendingLinesKey } from './keys.ts';
import type { Link } from './link.ts';

export interface NodePrefixes {
  readonly family: Family;
  readonly node: string;
  /** As the store spells prefixes. */
  readonly keys: readonly string[];
}

type Line = string | null | undefined;

/**
 * What one node claims under some prefixes, in their order; what is gone is left out. Most are blocks: only for those that are none is
 * anything asked again, of both places in one step, as a claim may go from one to the other meanwhile.
 */
export async function claimsUnder(link: Link, { family, node, keys }: NodePrefixes): Promise<PlacedClaim[]> {
  const held = (await link.hashFields(holdersKey(family), keys)).map((lines) => lineOf(lines, node));
  const others = await linesAnywhere(link, {
    family,
    node,
    keys: keys.filter((_, index) => held[index] === undefined),
  });
  return keys.flatMap((key, index) => {
    const line = held[index] ?? others.get(key);
    return typeof line === 'string' ? [placed(readClaimLine(family, key, line))] : [];
  });
}

async function linesAnywhere(link: Link, { family, node, keys }: NodePrefixes): Promise<ReadonlyMap<string, Line>> {
  if (keys.length === 0) return new Map();
  const [held, pending] = (await link.atomic([
    ['HMGET', holdersKey(family), ...keys],
    ['HMGET', pendingLinesKey(family), ...keys.map((key) => `${key}@${node}`)],
  ])) as [(string | null)[], (string | null)[]];
  return new Map(keys.map((key, index) => [key, lineOf(held[index], node) ?? pending[index]]));
}
