import type { Family } from '@nearhop/ip';
import { placed, type ClaimPlace, type PlacedClaim } from './claim-place.ts';
import { readClaimLine, splitLines } from './claim-line.ts';
import { blocksKey, CLAIMS_BY_NODE, holdersKey, NODES_WITH_CLAIMS, pendingKey, pendingLinesKey } from './keys.ts';
import type { Link } from './link.ts';
import { claimsUnder } from './node-claims.ts';
import { garbage } from './redis-failure.ts';

/** Part of a sorted set whose members are `<lead><rest>`: from `low` on, up to and without `high`, which follow the lead. */
interface MemberRange {
  readonly set: string;
  readonly lead: string;
  readonly low: string;
  readonly high: string;
}

/** Above every hex digit, "/", "@" and what follows them. */
export const END = '~';

/** Claims in order, read page by page as they are asked for. */
export type ClaimStream = AsyncGenerator<PlacedClaim, void>;

const MOST_NODES_PER_PAGE = 1_000;
const FAMILIES: readonly Family[] = [4, 6];

/** All claims, valid or not, in order. */
export async function* allClaims(link: Link, after: ClaimPlace | undefined, pageSize: number): ClaimStream {
  for (const family of FAMILIES) {
    const from = startIn(family, after);
    if (from === undefined) continue;
    yield* claimsBetween(link, family, from, END, pageSize);
  }
}

/** The claims of one family with prefix keys from `low` up to `high`. */
export function claimsBetween(link: Link, family: Family, low: string, high: string, pageSize: number): ClaimStream {
  const held = heldClaims(link, family, { set: blocksKey(family), lead: '', low, high }, pageSize);
  return merged(held, pendingClaims(link, family, { set: pendingKey(family), lead: '', low, high }, pageSize));
}

/** Those of all of its nodes, merged: a customer has few nodes, and most claims are asked for by node. */
export async function* claimsOfCustomer(
  link: Link,
  customer: string,
  after: ClaimPlace | undefined,
  pageSize: number,
): ClaimStream {
  const nodes: string[] = [];
  const range = { set: NODES_WITH_CLAIMS, lead: `${customer}/`, low: '', high: END };
  for await (const page of pagesOf(link, range, MOST_NODES_PER_PAGE)) nodes.push(...page);
  yield* inPairs(nodes.map((node) => claimsOfNode(link, node, after, pageSize)));
}

/** Merges two by two, so that each claim passes few comparisons. */
export function inPairs(streams: readonly ClaimStream[]): ClaimStream {
  const [first, ...others] = streams;
  if (first === undefined) return nothing();
  if (others.length === 0) return first;
  const half = streams.length >>> 1;
  return merged(inPairs(streams.slice(0, half)), inPairs(streams.slice(half)));
}

async function* nothing(): ClaimStream {
  yield* [];
}

export async function* claimsOfNode(
  link: Link,
  node: string,
  after: ClaimPlace | undefined,
  pageSize: number,
): ClaimStream {
  const low = after === undefined ? '' : `${after.family}${after.key}`;
  const range = { set: CLAIMS_BY_NODE, lead: `${node}/`, low, high: END };
  for await (const places of pagesOf(link, range, pageSize)) {
    const families = FAMILIES.map((family) => {
      const keys = places.filter((place) => place.startsWith(`${family}`)).map((place) => place.slice(1));
      return claimsUnder(link, { family, node, keys });
    });
    for (const claims of await Promise.all(families)) yield* claims;
  }
}

/** Blocks, by their prefixes: who holds each is looked up. What went in between is left out. */
async function* heldClaims(link: Link, family: Family, range: MemberRange, pageSize: number): ClaimStream {
  for await (const keys of pagesOf(link, range, pageSize)) {
    const held = await link.hashFields(holdersKey(family), keys);
    for (const [index, key] of keys.entries()) {
      const lines = held[index];
      if (typeof lines !== 'string') continue;
      for (const line of splitLines(lines)) yield placed(readClaimLine(family, key, line));
    }
  }
}

async function* pendingClaims(link: Link, family: Family, range: MemberRange, pageSize: number): ClaimStream {
  for await (const members of pagesOf(link, range, pageSize)) {
    const lines = await link.hashFields(pendingLinesKey(family), members);
    for (const [index, member] of members.entries()) {
      const line = lines[index];
      if (typeof line === 'string') yield placed(readClaimLine(family, member.slice(0, member.indexOf('@')), line));
    }
  }
}

/** The rests of the members, page by page. */
export async function* pagesOf(
  link: Link,
  { set, lead, low, high }: MemberRange,
  pageSize: number,
): AsyncGenerator<string[], void> {
  for (let from = `[${lead}${low}`; ;) {
    const members = (await link.call('ZRANGEBYLEX', set, from, `(${lead}${high}`, 'LIMIT', 0, pageSize)) as string[];
    if (members.some((member) => !member.startsWith(lead))) throw garbage(`key "${set}"`);
    if (members.length > 0) yield members.map((member) => member.slice(lead.length));
    if (members.length < pageSize) return;
    from = `(${members.at(-1)}`;
  }
}

/** Where to begin in a family to find what comes after a place (its own prefix once more); undefined when nothing does. */
function startIn(family: Family, after: ClaimPlace | undefined): string | undefined {
  if (after === undefined || after.family < family) return '';
  return after.family > family ? undefined : after.key;
}

/** Two streams in order as one. */
async function* merged(xs: ClaimStream, ys: ClaimStream): ClaimStream {
  let [x, y] = await Promise.all([xs.next(), ys.next()]);
  while (x.done !== true || y.done !== true) {
    if (y.done === true || (x.done !== true && x.value.place < y.value.place)) {
      if (x.done !== true) yield x.value;
      x = await xs.next();
    } else {
      yield y.value;
      y = await ys.next();
    }
  }
}
