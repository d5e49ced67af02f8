import type { Address } from './address.ts';
import type { Prefix } from './prefix.ts';

/** IPv4 before IPv6, then by value: below 0, 0 or above 0, for `sort`. */
export function compareAddresses(x: Address, y: Address): number {
  return x.family - y.family || x.a - y.a || x.b - y.b || x.c - y.c || x.d - y.d;
}

/** Family, then address, then length, so a prefix comes just before what it contains: the pre-order of the tree of prefixes. */
export function comparePrefixes(x: Prefix, y: Prefix): number {
  return compareAddresses(x.address, y.address) || x.length - y.length;
}
