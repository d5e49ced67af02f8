import type { Address, Prefix } from '@nearhop/ip';
import { GoldenTable, RadixTree, SnapshotError } from '@nearhop/route-table';
import * as fc from 'fast-check';
import { nearbyAddress, tableEntries } from './nested-prefixes.ts';
import { tableCommands } from './table-commands.ts';
import { type PropertyResult, Tally } from './tally.ts';

export { wholeTableAfterUpdates } from './whole-table.ts';

export interface PropertyRun {
  readonly seed: number;
  /** How many generated cases. */
  readonly runs: number;
}

type Entries = readonly [Prefix, number][];

/** Whatever is done to both, RadixTree answers as GoldenTable does. */
export function agreesWithGolden(run: PropertyRun): PropertyResult {
  return examined(run, (tally) =>
    fc.property(tableCommands(tally), (commands) =>
      fc.modelRun(() => ({ model: new GoldenTable(), real: new RadixTree() }), commands),
    ),
  );
}

/** InsertShuffled: the same entries in another order give the same bytes and the same answers. */
export function independentOfOrder(run: PropertyRun): PropertyResult {
  const twice = tableEntries(60).chain((entries) => fc.tuple(fc.constant(entries), permuted(entries)));
  return examined(run, (tally) =>
    fc.property(twice, probes(), ([entries, others], addresses) => {
      const [one, other] = [treeOf(entries), treeOf(others)];
      tally.expectSame('bytes', hex(other), hex(one));
      for (const address of addresses) tally.expectSame('lookup', other.lookup(address), one.lookup(address));
    }),
  );
}

/** DeleteIsReverseOfInsert: entries that come and go, in any order, leave the table as it was. */
export function deleteUndoesInsert(run: PropertyRun): PropertyResult {
  const parts = tableEntries(60).chain((entries) =>
    fc.nat(entries.length).chain((count) => {
      const [kept, passing] = [entries.slice(0, count), entries.slice(count)];
      return fc.tuple(fc.constant(kept), fc.constant(passing), permuted(passing));
    }),
  );
  return examined(run, (tally) =>
    fc.property(parts, probes(), ([kept, inserted, deleted], addresses) => {
      const tree = treeOf(kept);
      const before = hex(tree);
      fill(tree, inserted);
      for (const [prefix, value] of deleted) tally.expectSame('deleted value', tree.delete(prefix), value);
      tally.expectSame('bytes', hex(tree), before);
      const golden = fill(new GoldenTable(), kept);
      for (const address of addresses) tally.expectSame('lookup', tree.lookup(address), golden.lookup(address));
    }),
  );
}

/** A snapshot read back is the same table; one that is cut short or has a bit turned is refused. */
export function snapshotRoundTrip(run: PropertyRun): PropertyResult {
  return examined(run, (tally) =>
    fc.property(tableEntries(40), probes(), fc.nat(), (entries, addresses, damageAt) => {
      const tree = treeOf(entries);
      const bytes: Uint8Array = encoded(tree);
      const copy = RadixTree.decode(bytes);
      tally.expectSame('bytes', hex(copy), hex(tree));
      for (const address of addresses) tally.expectSame('lookup', copy.lookup(address), tree.lookup(address));
      const at = damageAt % bytes.length;
      const damaged = bytes.with(at, (bytes[at] ?? 0) ^ (1 << (damageAt % 8)));
      tally.expectSame('refusal of a turned bit', isRefused(damaged), true);
      tally.expectSame('refusal of a cut', isRefused(bytes.subarray(0, at)), true);
    }),
  );
}

function examined<T>({ seed, runs }: PropertyRun, property: (tally: Tally) => fc.IProperty<T>): PropertyResult {
  const tally = new Tally();
  const details = fc.check(property(tally), { seed, numRuns: runs });
  return { tried: tally.tried, failures: details.failed ? [fc.defaultReportMessage(details) ?? 'failed'] : [] };
}

function probes(): fc.Arbitrary<Address[]> {
  return fc.array(nearbyAddress(), { minLength: 10, maxLength: 20 });
}

function permuted(entries: Entries): fc.Arbitrary<[Prefix, number][]> {
  return fc.shuffledSubarray([...entries], { minLength: entries.length });
}

function treeOf(entries: Entries): RadixTree {
  return fill(new RadixTree(), entries);
}

function fill<T extends RadixTree | GoldenTable>(table: T, entries: Entries): T {
  for (const [prefix, value] of entries) table.insert(prefix, value);
  return table;
}

function hex(tree: RadixTree): string {
  return encoded(tree).toString('hex');
}

function encoded(tree: RadixTree): Buffer {
  return Buffer.concat([...tree.encode()]);
}

function isRefused(bytes: Uint8Array): boolean {
  try {
    RadixTree.decode(bytes);
    return false;
  } catch (error) {
    return error instanceof SnapshotError;
  }
}
