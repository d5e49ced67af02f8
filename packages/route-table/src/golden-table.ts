import { type Address, comparePrefixes, type Prefix } from '@nearhop/ip';
import type { PrefixTable } from './prefix-table.ts';
import { NO_MATCH } from './slot.ts';
import { checkValue } from './table-value.ts';

type Entry = [Prefix, number];

/** What RadixTree must do, by looking at every entry every time: the model that properties compare it with. */
export class GoldenTable implements PrefixTable {
  #entries: readonly Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  insert(prefix: Prefix, value: number): number | undefined {
    checkValue(prefix, value);
    const before = this.delete(prefix);
    this.#entries = [...this.#entries, [prefix, value]];
    return before;
  }

  delete(prefix: Prefix): number | undefined {
    const before = this.get(prefix);
    this.#entries = this.#entries.filter(([entry]) => !entry.equals(prefix));
    return before;
  }

  get(prefix: Prefix): number | undefined {
    return this.#entries.find(([entry]) => entry.equals(prefix))?.[1];
  }

  lookup(address: Address): number {
    return this.lookupShorter(address, Infinity);
  }

  lookupShorter(address: Address, below: number): number {
    let longest: Entry | undefined;
    for (const entry of this.#entries) {
      const [prefix] = entry;
      if (prefix.length >= below || !prefix.contains(address)) continue;
      if (longest === undefined || prefix.length > longest[0].length) longest = entry;
    }
    return longest === undefined ? NO_MATCH : longest[1] * 256 + longest[0].length;
  }

  overlaps(prefix: Prefix): boolean {
    return this.#entries.some(([entry]) => entry.overlaps(prefix));
  }

  supernets(prefix: Prefix): IterableIterator<Entry> {
    const covering = this.#entries.filter(([entry]) => entry.contains(prefix));
    return covering.toSorted(([x], [y]) => y.length - x.length).values();
  }

  subnets(prefix: Prefix): IterableIterator<Entry> {
    return this.#entries
      .filter(([entry]) => prefix.contains(entry))
      .toSorted(byPrefix)
      .values();
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.toSorted(byPrefix).values();
  }
}

function byPrefix([x]: Entry, [y]: Entry): number {
  return comparePrefixes(x, y);
}
