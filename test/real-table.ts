import { readFileSync } from 'node:fs';
import { Address, type Prefix, rangeToPrefixes } from '@nearhop/ip';

/** A prefix of the real Internet and the number of the network that announces it, a uint32. */
export interface RealRoute {
  readonly prefix: Prefix;
  readonly asn: number;
}

const FILES = ['asn-ipv4.csv', 'asn-ipv6.csv'];

/**
 * The routing table of the Internet, IPv4 then IPv6, each in ascending order, read in about a second: the ranges of the
 * npm package `@ip-location-db/asn` (RouteViews and DB-IP, CC BY 4.0) as 564,580 and 167,903 prefixes. Two of its
 * ranges overlap: 215.0.0.0/16 occurs twice, and whoever fills a table in this order keeps the second.
 */
export function readRealTable(): RealRoute[] {
  return FILES.flatMap(readRoutes);
}

function readRoutes(name: string): RealRoute[] {
  const routes: RealRoute[] = [];
  const text = readFileSync(new URL(`../node_modules/@ip-location-db/asn/${name}`, import.meta.url), 'utf8');
  // first,last,asn,"name of the network": the name may hold commas, what stands before it does not.
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [first = '', last = '', asn] = line.split(',', 3);
    const prefixes = rangeToPrefixes(Address.parse(first), Address.parse(last));
    for (const prefix of prefixes) routes.push({ prefix, asn: Number(asn) });
  }
  return routes;
}
