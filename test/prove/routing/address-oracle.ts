import { isIP } from 'node:net';

/*
 * What a text means as an address or a prefix, told by readers that share no code with packages/ip: node:net decides
 * whether it is one, BigInt arithmetic on its parts gives the value, and the URL standard's serialiser (which prints IPv6
 * by the rules of RFC 5952 section 4) the canonical text.
 */

/** Canonical text of an address, undefined when the text is none. */
export function canonicalAddress(text: string): string | undefined {
  if (!isAddress(text)) return undefined;
  const value = valueOf(text);
  if (!text.includes(':')) return dotted(value);
  return isMapped(value) ? dotted(value & 0xffffffffn) : urlForm(value);
}

/** Canonical text of a prefix, undefined when the text is none. */
export function canonicalPrefix(text: string): string | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const [, address = '', digits = ''] = match ?? [];
  // `$` and `\d` mean just the end and ASCII digits: no m and no u flag.
  if (!isAddress(address)) return undefined;
  const value = valueOf(address);
  const bits = address.includes(':') ? 128 : 32;
  const length = Number(digits);
  if (length > bits || (bits === 128 && isMapped(value))) return undefined;
  const hostBits = BigInt(bits - length);
  if ((value >> hostBits) << hostBits !== value) return undefined;
  return `${bits === 32 ? dotted(value) : urlForm(value)}/${length}`;
}

/** node:net is as strict as packages/ip but for zones: it takes `fe80::1%eth0`, which means nothing on another host. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

function isMapped(value: bigint): boolean {
  return value >> 32n === 0xffffn;
}

/** Value of a text that is known to be an address. */
function valueOf(text: string): bigint {
  if (!text.includes(':')) return joined(text.split('.'), 8n, '');
  const quad = text.lastIndexOf('.') < 0 ? '' : text.slice(text.lastIndexOf(':') + 1);
  const tail = quad === '' ? [] : [joined(quad.split('.'), 8n, '').toString(16).padStart(8, '0')];
  const pairs = tail.flatMap((hex) => [hex.slice(0, 4), hex.slice(4)]);
  const [before = '', after] = text.slice(0, text.length - quad.length).split('::');
  const left = groupsOf(before);
  const right = groupsOf(after ?? '');
  if (after === undefined) return joined([...left, ...pairs], 16n, '0x');
  const zeros = Array.from({ length: 8 - left.length - right.length - pairs.length }, () => '0');
  return joined([...left, ...zeros, ...right, ...pairs], 16n, '0x');
}

function groupsOf(text: string): string[] {
  return text.split(':').filter((group) => group !== '');
}

function joined(parts: readonly string[], bits: bigint, radix: '' | '0x'): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(radix + part), 0n);
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

/** The URL standard's text of eight groups. Given the groups, since WebKit's parser refuses some dotted quads after a `::`. */
function urlForm(value: bigint): string {
  const hex = value.toString(16).padStart(32, '0');
  return new URL(`http://[${hex.replaceAll(/.{4}/g, '$&:').slice(0, -1)}]/`).hostname.slice(1, -1);
}
