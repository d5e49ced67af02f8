import { addressBits } from './network-mask.ts';
import { comparePrefixes } from './order.ts';
import type { Prefix } from './prefix.ts';

/** How many addresses, of both families together, lie in at least one of the prefixes. */
export function addressCount(prefixes: Iterable<Prefix>): bigint {
  let count = 0n;
  let outer: Prefix | undefined;
  for (const prefix of [...prefixes].sort(comparePrefixes)) {
    if (outer?.contains(prefix)) continue;
    outer = prefix;
    count += 1n << BigInt(addressBits(prefix.family) - prefix.length);
  }
  return count;
}

/** Two prefixes, the outer one first, that share addresses (equal ones do), or undefined when all are disjoint. */
export function findOverlap(prefixes: Iterable<Prefix>): readonly [outer: Prefix, inner: Prefix] | undefined {
  let previous: Prefix | undefined;
  // In pre-order whatever a prefix contains follows it at once, so neighbours tell of any overlap.
  for (const prefix of [...prefixes].sort(comparePrefixes)) {
    if (previous?.contains(prefix)) return [previous, prefix];
    previous = prefix;
  }
  return undefined;
}
