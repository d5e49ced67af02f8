import type { AdminState, CacheChoice, CacheNode, HealthVector, Reason } from '@nearhop/contracts';
import { Prefix, type Address } from '@nearhop/ip';
import type { World } from './world.ts';

/**
 * The rules of a decision said once more, by linear scans over the records and bytes where `decide` has trees and
 * words; only Address and Prefix are shared. Slow, and plain enough to be checked by eye.
 */
export interface GoldenSituation {
  readonly world: World;
  readonly vector: HealthVector;
  readonly overrides: ReadonlyMap<string, AdminState>;
}

export function goldenDecision(situation: GoldenSituation, client: Address): { reason: Reason; caches: CacheChoice[] } {
  const { world } = situation;
  const claims = [...world.claims.values()].filter(({ prefix }) => Prefix.parse(prefix).contains(client));
  const blocks = claims.filter(({ state }) => state === 'valid');
  if (blocks.length === 0) {
    const states = new Set(claims.map(({ state }) => state));
    if (states.has('attention-required')) return { reason: 'attention-required', caches: [] };
    return { reason: states.has('in-review') ? 'in-review' : 'no-match', caches: [] };
  }
  const lengths = [...new Set(blocks.map(lengthOf))].sort((x, y) => y - x);
  const caches: CacheChoice[] = [];
  const named = new Set<string>();
  for (const [depth, length] of lengths.entries()) {
    const nodes = blocks.filter((block) => lengthOf(block) === length).map(({ node }) => nodeOf(world, node));
    const fresh = nodes.filter((node) => stateOf(situation, node) === 'serving' && !named.has(node.id));
    fresh.sort((x, y) => score(situation, y, client) - score(situation, x, client) || x.number - y.number);
    for (const key of client.family === 4 ? (['ipv4', 'ipv6'] as const) : (['ipv6', 'ipv4'] as const)) {
      for (const node of fresh) {
        const { name } = node;
        const server = node.servers[key];
        if (server !== undefined && isProven(node, key)) caches.push({ node: name, ...server, backup: depth > 0 });
      }
    }
    for (const node of fresh) named.add(node.id);
  }
  const [first] = caches;
  if (first !== undefined) return { reason: first.backup ? 'backup' : 'matched', caches: caches.slice(0, 4) };
  const longest = blocks.filter((block) => lengthOf(block) === lengths[0]).map(({ node }) => nodeOf(world, node));
  const states = new Set(longest.map((node) => stateOf(situation, node)));
  for (const state of ['full', 'draining', 'down', 'not-activated', 'not-configured', 'disabled'] as const) {
    if (states.has(state)) return { reason: `node-${state}`, caches: [] };
  }
  throw new Error('Cannot happen: a block has a node, and every state is listed');
}

type GoldenState = 'serving' | 'full' | 'draining' | 'down' | 'not-activated' | 'not-configured' | 'disabled';

function stateOf(situation: GoldenSituation, node: CacheNode): GoldenState {
  const word = adminOf(situation, node);
  const entry = entryOf(situation.vector, node);
  const rules: [boolean, GoldenState][] = [
    [Object.keys(node.servers).length === 0, 'not-configured'],
    [!node.enabled, 'disabled'],
    [!isProven(node, 'ipv4') && !isProven(node, 'ipv6'), 'not-activated'],
    [word === 'down', 'down'],
    [word === 'drain', 'draining'],
    [word === 'up', 'serving'],
    [situation.vector.number > 0 && entry < 2, 'down'],
    [situation.vector.number > 0 && entry === 2, 'full'],
  ];
  return rules.find(([holds]) => holds)?.[1] ?? 'serving';
}

/** Devices are sent to an address only when the node proved it as it stands, or an administrator answers for all of them. */
function isProven({ activated, activation, servers }: CacheNode, key: 'ipv4' | 'ipv6'): boolean {
  const asked = servers[key];
  if (!activated || asked === undefined) return false;
  return activation === undefined || JSON.stringify(textOf(activation.proven[key])) === JSON.stringify(textOf(asked));
}

function textOf(server: CacheNode['servers']['ipv4']) {
  return server === undefined ? 'none' : [server.address, server.port];
}

function score(situation: GoldenSituation, node: CacheNode, client: Address): number {
  const always = adminOf(situation, node) === 'up' || situation.vector.number === 0;
  const share = always ? 100 : entryOf(situation.vector, node) - 2;
  const key = client.family === 4 ? [0, client.a] : [client.a, client.b];
  return ((node.maxEgressMbps ?? 10_000) * share) / -Math.log(goldenPoint([...key, node.number]));
}

/** 26 upper bits of each of two hashes of the words' little-endian bytes, and a half. */
export function goldenPoint(words: readonly number[]): number {
  const bytes = words.flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]);
  const [upper = 0n, lower = 0n] = [0n, 0x9e3779b9n].map((seed) => murmur3OfBytes(bytes, seed) >> 6n);
  return (Number((upper << 26n) | lower) + 0.5) / 2 ** 52;
}

/** MurmurHash3_x86_32 as published, for any number of bytes. */
export function murmur3OfBytes(bytes: readonly number[], seed: bigint): bigint {
  const MASK = 0xffffffffn;
  const rotl = (x: bigint, bits: bigint) => ((x << bits) | (x >> (32n - bits))) & MASK;
  const scrambled = (k: bigint) => (rotl((k * 0xcc9e2d51n) & MASK, 15n) * 0x1b873593n) & MASK;
  const whole = bytes.length - (bytes.length % 4);
  const little = (from: number, to: number) =>
    bytes.slice(from, to).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
  let hash = seed;
  for (let at = 0; at < whole; at += 4) {
    hash = (rotl(hash ^ scrambled(little(at, at + 4)), 13n) * 5n + 0xe6546b64n) & MASK;
  }
  hash ^= scrambled(little(whole, bytes.length)) ^ BigInt(bytes.length);
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & MASK;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & MASK;
  return hash ^ (hash >> 16n);
}

function adminOf({ overrides }: GoldenSituation, node: CacheNode): AdminState['state'] {
  const word = overrides.get(node.id) ?? overrides.get(`${node.customer}/${node.name}`) ?? overrides.get(node.name);
  return (word ?? node.admin).state;
}

function entryOf({ entries }: HealthVector, node: CacheNode): number {
  return entries[node.number] ?? 0;
}

function lengthOf({ prefix }: { readonly prefix: string }): number {
  return Number(prefix.slice(prefix.indexOf('/') + 1));
}

function nodeOf(world: World, id: string): CacheNode {
  const node = world.nodes.get(id);
  if (node === undefined) throw new Error(`Cannot decide: node ${id} is missing from the world`);
  return node;
}
