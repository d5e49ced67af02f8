import type { Claim, Customer } from '@nearhop/contracts';
import { addressCount, Prefix } from '@nearhop/ip';

/** How much address space a customer may hold without a reviewer: exactly so much is still within it. */
export const ALLOWANCE = { ipv4Addresses: 50_000, ipv6Subnets: 50_000 } as const;

export type Unreviewed = NonNullable<Customer['unreviewed']>;

export const NOTHING_UNREVIEWED: Unreviewed = { ipv4Addresses: 0, ipv6Subnets: 0 };

/** The length of the IPv6 networks that are counted: what one subscriber is commonly given (RFC 6177). */
export const IPV6_SUBNET_LENGTH = 56;

/** Whether a claim takes of its customer's allowance: also while it is released, so that claiming anew gains nothing. */
export function takesAllowance({ state, basis }: Pick<Claim, 'state' | 'basis'>): boolean {
  return basis === 'allowance' && (state === 'valid' || state === 'released');
}

/** The space that is counted for a prefix: itself, or the IPv6 /56 around a longer one. */
export function countedSpace(prefix: Prefix): Prefix {
  return prefix.family === 6 && prefix.length > IPV6_SUBNET_LENGTH
    ? Prefix.containing(prefix.address, IPV6_SUBNET_LENGTH)
    : prefix;
}

/** How many units lie in the union of counted spaces of one family: IPv4 addresses, or IPv6 networks of length 56. */
export function unitsIn(spaces: readonly Prefix[]): bigint {
  const addresses = addressCount(spaces);
  return spaces[0]?.family === 6 ? addresses >> BigInt(128 - IPV6_SUBNET_LENGTH) : addresses;
}

/** The member of the counts that a prefix belongs to. */
export function countOf({ family }: Prefix): keyof Unreviewed {
  return family === 4 ? 'ipv4Addresses' : 'ipv6Subnets';
}
