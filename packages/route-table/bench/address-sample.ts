// Samples are drawn from prefixes that exist, so `!` on an array never meets undefined.
import { Address, type Prefix } from '@nearhop/ip';
import { NO_MATCH, type RadixTree } from '@nearhop/route-table';

/** Addresses of one family, four words each; the same ones go to every peer. */
export interface AddressSample {
  readonly count: number;
  readonly words: Uint32Array;
}

/** Each in a random one of the prefixes. */
export function addressesIn(prefixes: readonly Prefix[], count: number, random: () => number): AddressSample {
  const words = new Uint32Array(4 * count);
  for (let at = 0; at < words.length; at += 4) writeWithin(words, at, pick(prefixes, random), random);
  return { count, words };
}

/** Each beside a random one of the prefixes, in the other half of the block one bit shorter, and in none of the table. */
export function addressesBeside(
  tree: RadixTree,
  prefixes: readonly Prefix[],
  count: number,
  random: () => number,
): AddressSample {
  const words = new Uint32Array(4 * count);
  for (let at = 0; at < words.length;) {
    const prefix = pick(prefixes, random);
    writeWithin(words, at, prefix, random);
    const last = Math.max(0, prefix.length - 1);
    words[at + (last >>> 5)]! ^= 1 << (31 - (last & 31));
    if (tree.lookup(addressAt(words, at, prefix.family)) === NO_MATCH) at += 4;
  }
  return { count, words };
}

/** For peers that take text. */
export function addressTexts({ words }: AddressSample, family: 4 | 6): string[] {
  return Array.from({ length: words.length / 4 }, (_, index) => addressAt(words, 4 * index, family).toString());
}

function pick(prefixes: readonly Prefix[], random: () => number): Prefix {
  return prefixes[Math.floor(random() * prefixes.length)]!;
}

function writeWithin(words: Uint32Array, at: number, { address, length, family }: Prefix, random: () => number): void {
  const network = [address.a, address.b, address.c, address.d];
  for (let index = 0; index < (family === 4 ? 1 : 4); index++) {
    const hostBits = Math.min(32, Math.max(0, 32 * (index + 1) - length));
    words[at + index] = network[index]! + Math.floor(random() * 2 ** hostBits);
  }
}

function addressAt(words: Uint32Array, at: number, family: 4 | 6): Address {
  const [a, b, c, d] = words.subarray(at, at + 4) as unknown as [number, number, number, number];
  return family === 4 ? Address.v4(a) : Address.v6(a, b, c, d);
}
