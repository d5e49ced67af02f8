import { Address, type Prefix } from '@nearhop/ip';

/** Headers in which proxies say whom they forward for, repeated ones joined by commas; null when absent. */
export interface ForwardedHeaders {
  readonly xForwardedFor: string | null;
  readonly forwarded: string | null;
}

const MAX_HEADER_LENGTH = 1_024;
const MAX_HOPS = 10;
/** Stands for a hop that names nobody. */
const UNREADABLE = '';

/**
 * The device's address: the socket's peer, or, when that is a trusted proxy, the first hop from the right of
 * `X-Forwarded-For` or `Forwarded` (RFC 7239) that is none. Headers of an untrusted peer are never looked at. A header of
 * more than 1 KiB or 10 hops, or two headers that differ, count as none. Undefined when the address cannot be read.
 */
export function clientAddress(
  peer: Address | undefined,
  headers: ForwardedHeaders,
  trusted: readonly Prefix[],
): Address | undefined {
  if (peer === undefined || !isTrusted(peer, trusted)) return peer;
  return forwardedClient(peer, headers, trusted);
}

/** As `clientAddress`, of a peer that is known to be a trusted proxy. */
export function forwardedClient(
  peer: Address,
  { xForwardedFor, forwarded }: ForwardedHeaders,
  trusted: readonly Prefix[],
): Address | undefined {
  const hops = agreedHops(xForwardedFor, forwarded);
  if (hops === 'none') return peer;
  if (hops === 'malformed') return undefined;
  let client = peer;
  for (const hop of hops.toReversed()) {
    const address = hopAddress(hop);
    if (address === undefined) return undefined;
    client = address;
    if (!isTrusted(client, trusted)) break;
  }
  return client;
}

export function isTrusted(address: Address, trusted: readonly Prefix[]): boolean {
  return trusted.some((prefix) => prefix.contains(address));
}

/** Nodes as both kinds of header name them: an address, or one with a port, IPv6 then in brackets. Left is farthest. */
type Hops = readonly string[] | 'none' | 'malformed';

function agreedHops(xForwardedFor: string | null, forwarded: string | null): Hops {
  if (xForwardedFor === null && forwarded === null) return 'none';
  const fromList = xForwardedFor === null ? undefined : bounded(xForwardedFor, listItems);
  const fromForwarded = forwarded === null ? undefined : bounded(forwarded, forwardedNodes);
  if (fromList === undefined) return fromForwarded ?? 'none';
  if (fromForwarded === undefined) return fromList;
  return sameHops(fromList, fromForwarded) ? fromList : 'none';
}

function bounded(header: string, read: (header: string) => Hops): Hops {
  if (header.length > MAX_HEADER_LENGTH) return 'none';
  const hops = read(header);
  return typeof hops !== 'string' && (hops.length > MAX_HOPS || hops.length === 0) ? 'none' : hops;
}

/** Lists agree when each hop is the same address: ports may be told by one header alone. */
function sameHops(some: Hops, others: Hops): boolean {
  if (typeof some === 'string' || typeof others === 'string') return some === others;
  return some.length === others.length && some.every((hop, index) => sameHop(hop, others[index] ?? ''));
}

function sameHop(one: string, other: string): boolean {
  const [x, y] = [hopAddress(one), hopAddress(other)];
  return x === undefined || y === undefined ? one === other : x.equals(y);
}

/** Items of a comma-separated list; empty ones are skipped, as RFC 9110 section 5.6.1.2 asks. */
function listItems(header: string): readonly string[] {
  return header
    .split(',')
    .map(withoutOuterSpace)
    .filter((item) => item !== '');
}

function withoutOuterSpace(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** `token=value` of RFC 7239 section 4, or nothing, and what ends it: `;`, `,` or the header's end. */
const FORWARDED_PAIR =
  /[ \t]*(?:(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:(?<token>[!#$%&'*+.^_`|~0-9A-Za-z-]+)|"(?<quoted>(?:[\t !#-[\]-~]|\\[\t -~])*)")[ \t]*)?(?<end>[;,]|$)/y;

/** The `for` nodes of a `Forwarded` header; an element with none or several gives an unreadable hop. */
function forwardedNodes(header: string): Hops {
  const nodes: string[] = [];
  let found: string[] = [];
  let hasPairs = false;
  for (let position = 0; position <= header.length;) {
    const pair = matchAt(FORWARDED_PAIR, header, position);
    if (pair?.groups === undefined) return 'malformed';
    const { name, token, quoted, end } = pair.groups;
    position += pair[0].length;
    hasPairs ||= name !== undefined;
    if (name?.toLowerCase() === 'for') found.push(token ?? quoted?.replace(/\\(.)/g, '$1') ?? '');
    if (end === ';') continue;
    if (hasPairs) nodes.push(found.length === 1 ? (found[0] ?? '') : UNREADABLE);
    found = [];
    hasPairs = false;
    if (end === '') break;
  }
  return nodes;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

const V4_WITH_PORT = /^(?<address>[0-9.]{7,15}):(?<port>[0-9]{1,5})$/;
const BRACKETED_V6 = /^\[(?<address>[0-9A-Fa-f:.]{2,45})\](?::(?<port>[0-9]{1,5}))?$/;
const MAX_PORT = 65_535;

/** The address of one hop; undefined for obfuscated, unknown and unreadable ones. */
function hopAddress(hop: string): Address | undefined {
  const bare = Address.tryParse(hop);
  if (bare !== undefined) return bare;
  const groups = (V4_WITH_PORT.exec(hop) ?? BRACKETED_V6.exec(hop))?.groups;
  if (groups === undefined) return undefined;
  if (Number(groups['port'] ?? 0) > MAX_PORT) return undefined;
  const text = groups['address'] ?? '';
  if (hop.startsWith('[') && !text.includes(':')) return undefined;
  return Address.tryParse(text);
}
