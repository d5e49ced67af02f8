import type { ClaimOverlap, Customer, OriginAs, ReviewEvidence, Space } from '@nearhop/contracts';
import { addressCount, Prefix, specialUses } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import { ALLOWANCE, countedSpace, countOf, NOTHING_UNREVIEWED, unitsIn, type Unreviewed } from '../allowance.ts';
import type { ManagementContext } from '../management-context.ts';
import type { NodeNames } from './claim-resource.ts';

const MOST_SHOWN = 50;

/** What a reviewer should know of a claim: whose names it shows is not for claimants. */
export async function reviewEvidence(
  context: ManagementContext,
  claim: StoredRecord<'claim'>,
  customer: Customer,
  names: NodeNames,
): Promise<ReviewEvidence> {
  const prefix = Prefix.parse(claim.value.prefix);
  const space = countedSpace(prefix);
  // One more than is shown, and the claim itself.
  const around = await context.registry.claimsOverlapping(prefix, MOST_SHOWN + 2);
  const others = around.filter(({ id }) => id !== claim.id);
  const overlaps: ClaimOverlap[] = [];
  for (const other of others.slice(0, MOST_SHOWN)) overlaps.push(await claimOverlap(prefix, other, names));
  const announced = context.originAs?.announced(prefix, MOST_SHOWN);
  const originAs = announced?.map(({ prefix: network, asn }): OriginAs => {
    return { prefix: network.toString(), asn, ofCustomer: customer.asns.includes(asn) };
  });
  return {
    size: asSpace({ ...NOTHING_UNREVIEWED, [countOf(space)]: unitsIn([space]) }),
    unreviewed: { held: asSpace(customer.unreviewed ?? NOTHING_UNREVIEWED), allowance: asSpace(ALLOWANCE) },
    specialUse: specialUses
      .filter((use) => use.prefix.overlaps(prefix))
      .map((use) => `${use.prefix.toString()} (${use.name}, ${use.source})`),
    overlaps,
    overlapsCut: others.length > MOST_SHOWN,
    ...(originAs === undefined ? {} : { originAs }),
    originMatches: originMatches(prefix, originAs ?? [], customer.asns),
  };
}

export async function claimOverlap(
  prefix: Prefix,
  { id, value }: StoredRecord<'claim'>,
  names: NodeNames,
): Promise<ClaimOverlap> {
  const other = Prefix.parse(value.prefix);
  const lies = other.length < prefix.length ? 'around' : other.length === prefix.length ? 'equal' : 'inside';
  const { customer, state } = value;
  return { id, prefix: value.prefix, customer, nodeName: await names.of(value.node), state, lies };
}

function asSpace(counts: Readonly<Record<keyof Unreviewed, number | bigint>>): Space {
  return { ipv4Addresses: counts.ipv4Addresses.toString(), ipv6Subnets: counts.ipv6Subnets.toString() };
}

function originMatches(
  prefix: Prefix,
  announced: readonly OriginAs[],
  asns: readonly number[],
): ReviewEvidence['originMatches'] {
  if (announced.length === 0 || asns.length === 0) return 'unknown';
  const theirs = announced.filter(({ ofCustomer }) => ofCustomer);
  if (theirs.length === 0) return 'no';
  if (theirs.length < announced.length) return 'partly';
  const networks = theirs.map((entry) => Prefix.parse(entry.prefix));
  const isWhole =
    networks.some((network) => network.contains(prefix)) || addressCount(networks) === addressCount([prefix]);
  return isWhole ? 'yes' : 'partly';
}
