import type { Address } from './address.ts';
import { Prefix } from './prefix.ts';

/**
 * Who may use a special range at all: `loopback` and `private` a lab; these and `test` a deployment that says it owns
 * them; `reserved` nobody, which holds for the IPv6 transition ranges because an address in them can be forged
 * to stand for any IPv4 address.
 */
export type SpecialUseRealm = 'loopback' | 'private' | 'test' | 'reserved';

export interface SpecialUse {
  readonly prefix: Prefix;
  /** Name in the IANA registry. */
  readonly name: string;
  readonly source: string;
  readonly realm: SpecialUseRealm;
}

/**
 * The IANA special-purpose, multicast and reserved ranges, and one that a cloud makes special. A range comes before the
 * one that it lies in. IPv4-mapped addresses need no entry: here they are IPv4.
 */
export const specialUses: readonly SpecialUse[] = [
  range('0.0.0.0/8', 'reserved', 'This network', 'RFC 791 section 3.2'),
  range('10.0.0.0/8', 'private', 'Private-Use', 'RFC 1918'),
  range('100.64.0.0/10', 'private', 'Shared Address Space', 'RFC 6598'),
  range('127.0.0.0/8', 'loopback', 'Loopback', 'RFC 1122 section 3.2.1.3'),
  range('168.63.129.16/32', 'reserved', 'Azure platform services', 'Microsoft AntiSSRF'),
  range('169.254.0.0/16', 'reserved', 'Link Local', 'RFC 3927'),
  range('172.16.0.0/12', 'private', 'Private-Use', 'RFC 1918'),
  range('192.0.0.0/24', 'reserved', 'IETF Protocol Assignments', 'RFC 6890 section 2.1'),
  range('192.0.2.0/24', 'test', 'Documentation (TEST-NET-1)', 'RFC 5737'),
  range('192.31.196.0/24', 'reserved', 'AS112-v4', 'RFC 7535'),
  range('192.52.193.0/24', 'reserved', 'AMT', 'RFC 7450'),
  range('192.88.99.0/24', 'reserved', 'Deprecated (6to4 Relay Anycast)', 'RFC 7526'),
  range('192.168.0.0/16', 'private', 'Private-Use', 'RFC 1918'),
  range('192.175.48.0/24', 'reserved', 'Direct Delegation AS112 Service', 'RFC 7534'),
  range('198.18.0.0/15', 'test', 'Benchmarking', 'RFC 2544'),
  range('198.51.100.0/24', 'test', 'Documentation (TEST-NET-2)', 'RFC 5737'),
  range('203.0.113.0/24', 'test', 'Documentation (TEST-NET-3)', 'RFC 5737'),
  range('224.0.0.0/4', 'reserved', 'Multicast', 'RFC 1112 section 4'),
  range('240.0.0.0/4', 'reserved', 'Reserved', 'RFC 1112 section 4'),
  range('::/128', 'reserved', 'Unspecified Address', 'RFC 4291 section 2.5.2'),
  range('::1/128', 'loopback', 'Loopback Address', 'RFC 4291 section 2.5.3'),
  range('::/96', 'reserved', 'IPv4-Compatible IPv6 Address', 'RFC 4291 section 2.5.5.1'),
  range('::ffff:0:0:0/96', 'reserved', 'IPv4-Translated Address', 'RFC 2765 section 2.1'),
  range('64:ff9b::/96', 'reserved', 'IPv4-IPv6 Translation', 'RFC 6052'),
  range('64:ff9b:1::/48', 'reserved', 'IPv4-IPv6 Translation', 'RFC 8215'),
  range('100::/64', 'reserved', 'Discard-Only Address Block', 'RFC 6666'),
  range('100:0:0:1::/64', 'reserved', 'Dummy IPv6 Prefix', 'RFC 9780'),
  range('2001::/32', 'reserved', 'Teredo', 'RFC 4380'),
  range('2001::/23', 'reserved', 'IETF Protocol Assignments', 'RFC 2928'),
  range('2001:db8::/32', 'test', 'Documentation', 'RFC 3849'),
  range('2002::/16', 'reserved', '6to4', 'RFC 3056'),
  range('2620:4f:8000::/48', 'reserved', 'Direct Delegation AS112 Service', 'RFC 7534'),
  range('3fff::/20', 'test', 'Documentation', 'RFC 9637'),
  range('5f00::/16', 'reserved', 'Segment Routing (SRv6) SIDs', 'RFC 9602'),
  range('fc00::/7', 'private', 'Unique-Local', 'RFC 4193'),
  range('fe80::/10', 'reserved', 'Link-Local Unicast', 'RFC 4291 section 2.5.6'),
  range('fec0::/10', 'reserved', 'Site-Local Unicast (deprecated)', 'RFC 3879'),
  range('ff00::/8', 'reserved', 'Multicast', 'RFC 4291 section 2.7'),
];

/** Ranges that touch each top byte: 0 to 255 IPv4, 256 to 511 IPv6. Nearly all are empty, which keeps the request path short. */
const byTopByte: readonly (readonly SpecialUse[])[] = Array.from({ length: 512 }, (_, index) =>
  specialUses.filter(({ prefix }) => {
    const first = bucketOf(prefix.first());
    return index >= first && index <= bucketOf(prefix.last());
  }),
);

/** The narrowest special-use range that holds the address. */
export function specialUse(address: Address): SpecialUse | undefined {
  const candidates = byTopByte[bucketOf(address)]!; // bucketOf is 0 to 511
  for (const candidate of candidates) {
    if (candidate.prefix.contains(address)) return candidate;
  }
  return undefined;
}

/** A special-use range that shares addresses with the prefix: the narrowest around it, else the first inside it. */
export function specialUseOverlap(prefix: Prefix): SpecialUse | undefined {
  return (
    specialUses.find((use) => use.prefix.contains(prefix)) ?? specialUses.find((use) => prefix.contains(use.prefix))
  );
}

function bucketOf(address: Address): number {
  return (address.family === 4 ? 0 : 256) + (address.a >>> 24);
}

function range(prefix: string, realm: SpecialUseRealm, name: string, source: string): SpecialUse {
  return { prefix: Prefix.parse(prefix), name, source, realm };
}
