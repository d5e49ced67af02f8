// Loops run over the sample's own length, so `!` on a typed array never meets undefined.
import { BlockList } from 'node:net';
import type { Prefix } from '@nearhop/ip';
import { NO_MATCH, type RadixTree } from '@nearhop/route-table';
import type { CountryResponse, Reader } from 'maxmind';
import type { AddressSample } from './address-sample.ts';
import type { Dir248 } from './dir-24-8.ts';

/** One way to look a sample up. */
export interface Peer {
  readonly name: string;
  /** How many prefixes it holds, where we know. */
  readonly entries?: number;
  /** How many addresses of the sample a run looks up, from its beginning. */
  readonly lookups: number;
  /** Looks them all up; returns a checksum of the answers. */
  run(): number;
}

export function radixPeer4(tree: RadixTree, { words, count }: AddressSample): Peer {
  const addresses = firstWords(words);
  const run = (): number => {
    let sum = 0;
    for (let at = 0; at < addresses.length; at++) sum = added(sum, tree.lookup4(addresses[at]!));
    return sum;
  };
  return { name: 'RadixTree', entries: tree.size4, lookups: count, run };
}

export function radixPeer6(tree: RadixTree, { words, count }: AddressSample): Peer {
  const run = (): number => {
    let sum = 0;
    for (let at = 0; at < words.length; at += 4) {
      sum = added(sum, tree.lookup6(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!));
    }
    return sum;
  };
  return { name: 'RadixTree', entries: tree.size6, lookups: count, run };
}

export function dirPeer(dir: Dir248, entries: number, { words, count }: AddressSample): Peer {
  const addresses = firstWords(words);
  const run = (): number => {
    let sum = 0;
    for (let at = 0; at < addresses.length; at++) sum = added(sum, dir.lookup(addresses[at]!));
    return sum;
  };
  return { name: 'DIR-24-8', entries, lookups: count, run };
}

/** The checksum is how many it found. It takes text only, so text is what it gets, made beforehand. */
export function maxmindPeer(reader: Reader<CountryResponse>, texts: readonly string[]): Peer {
  const run = (): number => {
    let found = 0;
    for (const text of texts) if (reader.get(text) !== null) found++;
    return found;
  };
  return { name: 'maxmind', lookups: texts.length, run };
}

/** It scans its rules one by one, so it gets only `prefixes` and the first addresses. The checksum is how many it found. */
export function blockListPeer(prefixes: readonly Prefix[], texts: readonly string[]): Peer {
  const list = new BlockList();
  for (const { address, length, family } of prefixes) list.addSubnet(address.toString(), length, `ipv${family}`);
  const type = prefixes[0]?.family === 6 ? 'ipv6' : 'ipv4';
  const run = (): number => {
    let found = 0;
    for (const text of texts) if (list.check(text, type)) found++;
    return found;
  };
  return { name: 'net.BlockList', entries: prefixes.length, lookups: texts.length, run };
}

function firstWords(words: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: words.length / 4 }, (_, index) => words[4 * index]!);
}

function added(sum: number, match: number): number {
  return (sum + (match === NO_MATCH ? 1 : match)) | 0;
}
