import type { Address, Prefix } from '@nearhop/ip';
import * as fc from 'fast-check';
import { matchLength, type GoldenTable, type PrefixTable } from '@nearhop/route-table';
import { nearbyAddress, nestedPrefix, tableValue } from './nested-prefixes.ts';
import type { Tally } from './tally.ts';

type TableCommand = fc.Command<GoldenTable, PrefixTable>;

/** Steps that are taken on the golden table and on another at once; each compares what the two answer. */
export function tableCommands(tally: Tally): fc.Arbitrary<Iterable<TableCommand>> {
  return fc.commands(
    [
      fc.tuple(nestedPrefix(), tableValue()).map(([prefix, value]) => new Insert(tally, prefix, value)),
      nestedPrefix().map((prefix) => new Delete(tally, prefix)),
      fc.nat().map((pick) => new DeleteOneOf(tally, pick)),
      nearbyAddress().map((address) => new Lookup(tally, address)),
      fc.tuple(nearbyAddress(), fc.integer({ min: -1, max: 130 })).map((given) => new LookupShorter(tally, ...given)),
      nestedPrefix().map((prefix) => new Around(tally, prefix)),
      fc.constant(new Entries(tally)),
    ],
    { maxCommands: 60, size: 'max' },
  );
}

class Insert implements TableCommand {
  readonly #tally: Tally;
  readonly #prefix: Prefix;
  readonly #value: number;

  constructor(tally: Tally, prefix: Prefix, value: number) {
    this.#tally = tally;
    this.#prefix = prefix;
    this.#value = value;
  }

  check(): boolean {
    return true;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    const [received, expected] = [table, golden].map((each) => each.insert(this.#prefix, this.#value));
    this.#tally.expectSame(this.toString(), received, expected);
    compareAt(this.#tally, this.#prefix, golden, table);
  }

  toString(): string {
    return `insert(${this.#prefix.toString()}, ${this.#value})`;
  }
}

class Delete implements TableCommand {
  readonly #tally: Tally;
  readonly #prefix: Prefix;

  constructor(tally: Tally, prefix: Prefix) {
    this.#tally = tally;
    this.#prefix = prefix;
  }

  check(): boolean {
    return true;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    this.#tally.expectSame(this.toString(), table.delete(this.#prefix), golden.delete(this.#prefix));
    compareAt(this.#tally, this.#prefix, golden, table);
  }

  toString(): string {
    return `delete(${this.#prefix.toString()})`;
  }
}

class DeleteOneOf implements TableCommand {
  readonly #tally: Tally;
  readonly #pick: number;

  constructor(tally: Tally, pick: number) {
    this.#tally = tally;
    this.#pick = pick;
  }

  check(golden: Readonly<GoldenTable>): boolean {
    return golden.size > 0;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    const [prefix] = [...golden.entries()][this.#pick % golden.size] ?? [];
    if (prefix !== undefined) new Delete(this.#tally, prefix).run(golden, table);
  }

  toString(): string {
    return `deleteOneOf(${this.#pick})`;
  }
}

class Lookup implements TableCommand {
  readonly #tally: Tally;
  readonly #address: Address;

  constructor(tally: Tally, address: Address) {
    this.#tally = tally;
    this.#address = address;
  }

  check(): boolean {
    return true;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    const expected = golden.lookup(this.#address);
    this.#tally.expectSame(this.toString(), table.lookup(this.#address), expected);
    new LookupShorter(this.#tally, this.#address, matchLength(expected)).run(golden, table);
  }

  toString(): string {
    return `lookup(${this.#address.toString()})`;
  }
}

class LookupShorter implements TableCommand {
  readonly #tally: Tally;
  readonly #address: Address;
  readonly #below: number;

  constructor(tally: Tally, address: Address, below: number) {
    this.#tally = tally;
    this.#address = address;
    this.#below = below;
  }

  check(): boolean {
    return true;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    const [received, expected] = [table, golden].map((each) => each.lookupShorter(this.#address, this.#below));
    this.#tally.expectSame(this.toString(), received, expected);
  }

  toString(): string {
    return `lookupShorter(${this.#address.toString()}, ${this.#below})`;
  }
}

class Around implements TableCommand {
  readonly #tally: Tally;
  readonly #prefix: Prefix;

  constructor(tally: Tally, prefix: Prefix) {
    this.#tally = tally;
    this.#prefix = prefix;
  }

  check(): boolean {
    return true;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    const prefix = this.#prefix;
    this.#tally.expectSame(`get of ${this.toString()}`, table.get(prefix), golden.get(prefix));
    this.#tally.expectSame(`overlaps of ${this.toString()}`, table.overlaps(prefix), golden.overlaps(prefix));
    this.#tally.expectSame('supernets', lines(table.supernets(prefix)), lines(golden.supernets(prefix)));
    this.#tally.expectSame('subnets', lines(table.subnets(prefix)), lines(golden.subnets(prefix)));
  }

  toString(): string {
    return `around(${this.#prefix.toString()})`;
  }
}

class Entries implements TableCommand {
  readonly #tally: Tally;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  check(): boolean {
    return true;
  }

  run(golden: GoldenTable, table: PrefixTable): void {
    this.#tally.expectSame('size', table.size, golden.size);
    this.#tally.expectSame('entries', lines(table.entries()), lines(golden.entries()));
  }

  toString(): string {
    return 'entries()';
  }
}

/** What a change may break first: its own ends, and what lies around it. */
function compareAt(tally: Tally, prefix: Prefix, golden: GoldenTable, table: PrefixTable): void {
  new Lookup(tally, prefix.first()).run(golden, table);
  new Lookup(tally, prefix.last()).run(golden, table);
  new Around(tally, prefix).run(golden, table);
}

function lines(entries: Iterable<[Prefix, number]>): string[] {
  return Array.from(entries, ([prefix, value]) => `${prefix.toString()} ${value}`);
}
