import { Address, Prefix, type Family } from '@nearhop/ip';
import { addressBytes, lastBytes } from '../sqlite/prefix-bytes.ts';

/** `<start hex>/<length hex>`, of fixed width in each family: 10.0.0.0/8 is `0a000000/08`. Lexical order is the tree's pre-order. */
export function prefixKey({ address, length }: Prefix): string {
  return `${hex(addressBytes(address))}/${length.toString(16).padStart(2, '0')}`;
}

/** Above the keys of all prefixes inside this one, and below whatever comes after them. */
export function subtreeEnd(prefix: Prefix): string {
  return `${lastAddressHex(prefix)}/~`;
}

export function lastAddressHex(prefix: Prefix): string {
  return hex(lastBytes(prefix));
}

/** Reads a key again; undefined for anything that is none. */
export function readPrefixKey(family: Family, key: string): Prefix | undefined {
  if (!(family === 4 ? /^[0-9a-f]{8}\/[0-9a-f]{2}$/ : /^[0-9a-f]{32}\/[0-9a-f]{2}$/).test(key)) return undefined;
  const word = (index: number) => Number.parseInt(key.slice(index * 8, index * 8 + 8), 16);
  const address = family === 4 ? Address.v4(word(0)) : Address.v6(word(0), word(1), word(2), word(3));
  if (address.family !== family) return undefined;
  try {
    return Prefix.of(address, Number.parseInt(key.slice(-2), 16));
  } catch {
    return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
