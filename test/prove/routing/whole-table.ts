import { Address, type Prefix } from '@nearhop/ip';
import { RadixTree } from '@nearhop/route-table';
import { readRealTable } from '../../real-table.ts';
import { IntervalOracle } from './interval-oracle.ts';
import { randomUpdates } from './random-updates.ts';
import type { PropertyResult } from './tally.ts';

export interface WholeTableRun {
  readonly seed: number;
  readonly updates: number;
  /** Every so many of the real table's prefixes; all unless given. */
  readonly step?: number;
}

const MOST_FAILURES = 10;

/**
 * After many random updates of the whole real table: every entry is there with its value, the bytes are those of a table
 * built afresh, and at the first and last address of every prefix and one beside each, lookups agree with the oracle.
 */
export function wholeTableAfterUpdates({ seed, updates, step = 1 }: WholeTableRun): PropertyResult {
  const model = new Map<string, [Prefix, number]>();
  const tree = new RadixTree();
  const set = (prefix: Prefix, value: number): void => {
    model.set(prefix.toString(), [prefix, value]);
    tree.insert(prefix, value);
  };
  const routes = readRealTable().filter((_, index) => index % step === 0);
  for (const { prefix, asn } of routes) set(prefix, asn % 2 ** 24);
  const prefixes = routes.map(({ prefix }) => prefix);
  for (const { prefix, value } of randomUpdates(prefixes, seed, updates)) {
    if (value !== undefined) {
      set(prefix, value);
      continue;
    }
    model.delete(prefix.toString());
    tree.delete(prefix);
  }
  return compare(tree, [...model.values()]);
}

function compare(tree: RadixTree, entries: readonly [Prefix, number][]): PropertyResult {
  const failures: string[] = [];
  let tried = 0;
  const expectSame = (what: string, received: unknown, expected: unknown): void => {
    tried++;
    if (received === expected || failures.length >= MOST_FAILURES) return;
    failures.push(`${what}: must be ${String(expected)}: received ${String(received)}`);
  };
  const fresh = new RadixTree();
  for (const [prefix, value] of entries) fresh.insert(prefix, value);
  expectSame('size', tree.size, entries.length);
  expectSame('bytes are those of a fresh table', Buffer.compare(encoded(tree), encoded(fresh)), 0);
  const oracle = new IntervalOracle(entries);
  for (const [prefix, value] of entries) {
    expectSame(`get ${prefix.toString()}`, tree.get(prefix), value);
    for (const address of boundary(prefix)) {
      expectSame(`lookup ${address.toString()}`, tree.lookup(address), oracle.lookup(address));
    }
  }
  return { tried, failures };
}

function encoded(tree: RadixTree): Buffer {
  return Buffer.concat([...tree.encode()]);
}

/** First and last address, the one before and the one after; at the ends of the address space they wrap around. */
function boundary(prefix: Prefix): Address[] {
  const [first, last] = [prefix.first(), prefix.last()];
  return [moved(first, -1), first, last, moved(last, 1)];
}

function moved({ family, a, b, c, d }: Address, by: 1 | -1): Address {
  if (family === 4) return Address.v4((a + by) >>> 0);
  const edge = by === 1 ? 0xffffffff : 0;
  const low = (d + by) >>> 0;
  const third = d === edge ? (c + by) >>> 0 : c;
  const second = d === edge && c === edge ? (b + by) >>> 0 : b;
  const high = d === edge && c === edge && b === edge ? (a + by) >>> 0 : a;
  return Address.v6(high, second, third, low);
}
