import type { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '../records.ts';
import type { ListOptions } from '../registry.ts';
import { checkLimit } from '../sqlite/list-limit.ts';
import { ancestorsOf } from './ancestor-claims.ts';
import { lineOf, readClaimLine } from './claim-line.ts';
import { placeAfter, placeOfId, placeText, type PlacedClaim } from './claim-place.ts';
import { allClaims, claimsBetween, claimsOfCustomer, claimsOfNode, type ClaimStream } from './claim-streams.ts';
import { holdersKey, pendingLinesKey } from './keys.ts';
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

/** What contains the prefix, and at once what is equal to it or inside, as one range. */
export async function listOverlapping(link: Link, prefix: Prefix, limit: number): Promise<ClaimRecord[]> {
  checkLimit(limit);
  const page = Math.min(limit, MOST_PER_PAGE);
  const inside = claimsBetween(link, prefix.family, prefixKey(prefix), subtreeEnd(prefix), page);
  const [outer, inner] = await Promise.all([ancestorsOf(link, prefix), collect(inside, limit, () => true)]);
  return [...outer, ...inner].slice(0, limit);
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
