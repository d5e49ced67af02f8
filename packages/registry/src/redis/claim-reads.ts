import { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '../records.ts';
import type { ListOptions } from '../registry.ts';
import { checkLimit } from '../sqlite/list-limit.ts';
import { lineOf, readClaimLine, splitLines } from './claim-line.ts';
import { placeAfter, placed, placeOfId, placeText, type PlacedClaim } from './claim-place.ts';
import { allClaims, claimsBetween, claimsOfCustomer, claimsOfNode, END, type ClaimStream } from './claim-streams.ts';
import { holdersKey, pendingKey, pendingLinesKey } from './keys.ts';
import type { Link } from './link.ts';
import { prefixKey, subtreeEnd } from './prefix-key.ts';

type ClaimRecord = StoredRecord<'claim'>;

/** Claims of one answer to a request of Redis. */
const MOST_PER_PAGE = 1_000;

export async function getClaim(link: Link, id: string): Promise<ClaimRecord | undefined> {
  const place = placeOfId(id);
  if (place === undefined) return undefined;
  const { family, key, node } = place;
  const [held, pending] = (await link.atomic([
    ['HGET', holdersKey(family), key],
    ['HGET', pendingLinesKey(family), `${key}@${node}`],
  ])) as (string | null)[];
  const line = lineOf(held, node) ?? pending;
  return typeof line === 'string' ? readClaimLine(family, key, line) : undefined;
}

/** In the order of their prefixes (the tree's pre-order), then of their nodes. */
export async function listClaims(
  link: Link,
  options: ListOptions & { readonly node?: string },
): Promise<ClaimRecord[]> {
  const { limit, node, customer } = options;
  checkLimit(limit);
  const after = options.after === undefined ? undefined : placeAfter(options.after);
  const pageSize = Math.min(limit + 1, MOST_PER_PAGE);
  const last = after === undefined ? '' : placeText(after);
  const stream =
    node !== undefined
      ? claimsOfNode(link, node, after, pageSize)
      : customer === undefined
        ? allClaims(link, after, pageSize)
        : claimsOfCustomer(link, customer, after, pageSize);
  return collect(
    stream,
    limit,
    ({ place, record }) => place > last && (customer === undefined || record.value.customer === customer),
  );
}

/** Ancestors are point reads of all lengths there may be; the prefix itself and what is inside are one range. */
export async function listOverlapping(link: Link, prefix: Prefix, limit: number): Promise<ClaimRecord[]> {
  checkLimit(limit);
  const outer = (await ancestors(link, prefix)).slice(0, limit);
  if (outer.length === limit) return outer;
  const inside = claimsBetween(
    link,
    prefix.family,
    prefixKey(prefix),
    subtreeEnd(prefix),
    Math.min(limit, MOST_PER_PAGE),
  );
  return [...outer, ...(await collect(inside, limit - outer.length, () => true))];
}

async function ancestors(link: Link, { address, family, length }: Prefix): Promise<ClaimRecord[]> {
  if (length === 0) return [];
  const keys = Array.from({ length }, (_, outer) => prefixKey(Prefix.containing(address, outer)));
  const [held, ...pending] = (await link.atomic([
    ['HMGET', holdersKey(family), ...keys],
    ...keys.map((key) => ['ZRANGEBYLEX', pendingKey(family), `[${key}@`, `[${key}@${END}`]),
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

/** Ancestors of one prefix: the shorter first. Their places alone would not do, as prefixes of one start differ in length only. */
function inTreeOrder(claims: PlacedClaim[]): PlacedClaim[] {
  return claims.sort((x, y) => (x.place < y.place ? -1 : 1));
}

async function collect(
  claims: ClaimStream,
  limit: number,
  isWanted: (claim: PlacedClaim) => boolean,
): Promise<ClaimRecord[]> {
  const found: ClaimRecord[] = [];
  for await (const claim of claims) {
    if (isWanted(claim)) found.push(claim.record);
    if (found.length === limit) break;
  }
  return found;
}
