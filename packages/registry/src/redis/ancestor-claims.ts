import { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '../records.ts';
import { readClaimLine, splitLines } from './claim-line.ts';
import { placed, type PlacedClaim } from './claim-place.ts';
import { END } from './claim-streams.ts';
import { holdersKey, pendingKey, pendingLinesKey } from './keys.ts';
import type { Link } from './link.ts';
import { prefixKey } from './prefix-key.ts';

/** The claims that contain a prefix and are larger, the largest first: of blocks, point reads of all lengths there may be. */
export async function ancestorsOf(link: Link, { address, family, length }: Prefix): Promise<StoredRecord<'claim'>[]> {
  if (length === 0) return [];
  const keys = Array.from({ length }, (_, outer) => prefixKey(Prefix.containing(address, outer)));
  const [held, ...pending] = (await link.atomic([
    ['HMGET', holdersKey(family), ...keys],
    ...runsOfOneStart(keys).map(([low, high]) => ['ZRANGEBYLEX', pendingKey(family), `[${low}@`, `[${high}@${END}`]),
  ])) as [(string | null)[], ...string[][]];
  const members = pending.flat();
  const lines = await link.hashFields(pendingLinesKey(family), members);
  const found: PlacedClaim[] = [];
  for (const [index, key] of keys.entries()) {
    const holders = held[index];
    if (typeof holders === 'string')
      for (const line of splitLines(holders)) found.push(placed(readClaimLine(family, key, line)));
  }
  for (const [index, member] of members.entries()) {
    const line = lines[index];
    if (typeof line === 'string') found.push(placed(readClaimLine(family, member.slice(0, member.indexOf('@')), line)));
  }
  return inTreeOrder(found).map(({ record }) => record);
}

/**
 * The first and last key of each run with one start address: the sorted set holds nothing between them but prefixes of that start and of
 * lengths in between, which are ancestors too. So there is a run for each bit of the address that is set, not for each length.
 */
function runsOfOneStart(keys: readonly string[]): (readonly [low: string, high: string])[] {
  const runs = new Map<string, readonly [string, string]>();
  for (const key of keys) {
    const start = key.slice(0, key.indexOf('/'));
    runs.set(start, [runs.get(start)?.[0] ?? key, key]);
  }
  return [...runs.values()];
}

/** Ancestors of one prefix: the shorter first. Their places alone would not do, as prefixes of one start differ in length only. */
function inTreeOrder(claims: PlacedClaim[]): PlacedClaim[] {
  return claims.sort((x, y) => (x.place < y.place ? -1 : 1));
}
