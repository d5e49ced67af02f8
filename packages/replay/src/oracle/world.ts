import type { CacheNode, Claim, HealthVector } from '@nearhop/contracts';
import { Prefix, type Address } from '@nearhop/ip';
import { Intervals, type Nest } from './intervals.ts';

/** Finds the innermost block that holds an address, which leads to those around it. */
export interface BlockIndex<T> {
  find(address: Address): Nest<T> | undefined;
}

export type PendingClaim = Pick<Claim, 'node' | 'state'>;

/** What an answer follows from, as the oracle sees it. */
export interface World {
  /** Valid claims: which nodes hold each block. */
  readonly blocks: BlockIndex<readonly string[]>;
  /** All other claims that hold a prefix: they only explain why there is no match. */
  readonly pending: BlockIndex<readonly PendingClaim[]>;
  readonly nodes: { get(id: string): CacheNode | undefined };
  readonly vector: HealthVector;
  /** Whether a device at the address may be given a node at all. */
  readonly allowsClient: (client: Address) => boolean;
}

export interface WorldRecords {
  readonly nodes: Iterable<CacheNode>;
  readonly claims: Iterable<Pick<Claim, 'node' | 'prefix' | 'state'>>;
  readonly vector: HealthVector;
  readonly allowsClient: (client: Address) => boolean;
}

export function worldOf(records: WorldRecords): World {
  const holders = new Map<string, string[]>();
  const waiting = new Map<string, PendingClaim[]>();
  for (const claim of records.claims) {
    if (claim.state === 'valid') append(holders, claim.prefix, claim.node);
    else append(waiting, claim.prefix, claim);
  }
  return {
    blocks: new Intervals(parsed(holders)),
    pending: new Intervals(parsed(waiting)),
    nodes: new Map([...records.nodes].map((node) => [node.id, node])),
    vector: records.vector,
    allowsClient: records.allowsClient,
  };
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function* parsed<T>(lists: Map<string, T[]>): Iterable<readonly [Prefix, readonly T[]]> {
  for (const [text, list] of lists) yield [Prefix.parse(text), list];
}
