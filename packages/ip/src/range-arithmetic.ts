import { IPv4, IPv6, RangedSet } from 'ip-num';
import { AddressError } from './address-error.ts';
import { addressOfValue, addressValue } from './address-value.ts';
import { Address } from './address.ts';
import { addressBits } from './network-mask.ts';
import { PrefixError, type PrefixFault } from './prefix-error.ts';
import { Prefix } from './prefix.ts';
import { quotedValue } from './quoted-value.ts';

/**
 * Reads `address/length`, or `first-last` (both ends included, no spaces), into the fewest prefixes that cover it, in
 * order. For what people and files hand in, never for requests. Throws PrefixError.
 */
export function parsePrefixOrRange(text: string): Prefix[] {
  const hyphen = text.indexOf('-');
  if (hyphen < 0) return [Prefix.parse(text)];
  const first = parseEnd(text, text.slice(0, hyphen));
  const last = parseEnd(text, text.slice(hyphen + 1));
  const fault = orderFault(first, last);
  if (fault !== undefined) throw rangeError(text, fault.reason, fault.rule);
  const range = rangedSet(first, last);
  // ip-num knows whether a range is one CIDR, but has no minimal cover of the others.
  if (range.isCidrAble()) return [Prefix.of(first, Number(range.toCidrRange().getPrefix().getValue()))];
  return rangeToPrefixes(first, last);
}

/**
 * The fewest prefixes that together hold exactly the addresses from `first` to `last`, both included, in order. Throws
 * PrefixError when the two differ in family or are the wrong way round.
 *
 * At each step the block is the largest that is aligned at the current address and does not pass `last`:
 * 10.0.0.3 to 10.0.0.8 is 10.0.0.3/32, 10.0.0.4/30, 10.0.0.8/32. At most 2 * bits - 2 blocks come of it.
 */
export function rangeToPrefixes(first: Address, last: Address): Prefix[] {
  const fault = orderFault(first, last);
  if (fault !== undefined) throw rangeError(`${first.toString()}-${last.toString()}`, fault.reason, fault.rule);
  const { family } = first;
  const bits = addressBits(family);
  const end = addressValue(last) + 1n;
  const prefixes: Prefix[] = [];
  let at = addressValue(first);
  while (at < end) {
    const aligned = at === 0n ? bits : bitLength(at & -at) - 1;
    const blockBits = Math.min(aligned, bitLength(end - at) - 1);
    const address = addressOfValue(family, at);
    // A block of IPv4-mapped addresses holds no IPv6 Address: its words read as IPv4.
    if (address.family === family) prefixes.push(Prefix.of(address, bits - blockBits));
    at += 1n << BigInt(blockBits);
  }
  return prefixes;
}

function parseEnd(text: string, end: string): Address {
  try {
    const address = Address.parse(end);
    if (address.family === 6 || !end.includes(':')) return address;
    throw rangeError(text, 'mapped', `a range must not be IPv4-mapped: write ${quotedValue(address.toString())}`);
  } catch (error) {
    if (error instanceof AddressError) throw rangeError(text, error.reason, error.rule);
    throw error;
  }
}

function orderFault(first: Address, last: Address): { reason: PrefixFault; rule: string } | undefined {
  if (first.family !== last.family) {
    return { reason: 'range-family', rule: 'both ends must be IPv4, or both IPv6' };
  }
  if (addressValue(first) <= addressValue(last)) return undefined;
  return {
    reason: 'range-order',
    rule: `the first address must not be after the last: write "${last.toString()}-${first.toString()}"`,
  };
}

function rangedSet(first: Address, last: Address): RangedSet<IPv4> | RangedSet<IPv6> {
  const [from, to] = [addressValue(first), addressValue(last)];
  return first.family === 4 ? new RangedSet(new IPv4(from), new IPv4(to)) : new RangedSet(new IPv6(from), new IPv6(to));
}

function rangeError(text: string, reason: PrefixFault, rule: string): PrefixError {
  return new PrefixError(`Cannot parse range ${quotedValue(text)}: ${rule}`, reason);
}

/** Number of binary digits of a positive number. */
function bitLength(value: bigint): number {
  return value.toString(2).length;
}
