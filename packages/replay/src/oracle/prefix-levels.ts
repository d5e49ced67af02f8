import type { Address, Prefix } from '@nearhop/ip';
import { Intervals, type Nest } from './intervals.ts';

type Entry<T> = readonly [prefix: Prefix, value: T];

interface Level<T> {
  readonly entries: readonly Entry<T>[];
  readonly intervals: Intervals<T>;
}

/**
 * A set of prefixes that only grows, as a few `Intervals`, each more than twice as large as the next. An addition makes a small one
 * and merges it with those that are not much larger, so that adding one prefix to a table of 700,000 is not the sweep
 * of all of them, and n additions cost O(n log² n) together.
 */
export class PrefixLevels<T> {
  readonly #levels: Level<T>[] = [];

  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  /** None of the prefixes may be there already. */
  add(added: readonly Entry<T>[]): void {
    if (added.length === 0) return;
    const parts = [added];
    let size = added.length;
    for (let last = this.#levels.at(-1); last !== undefined && last.entries.length <= 2 * size;) {
      this.#levels.pop();
      parts.push(last.entries);
      size += last.entries.length;
      last = this.#levels.at(-1);
    }
    const entries = parts.flat();
    this.#levels.push({ entries, intervals: new Intervals(entries) });
  }

  /** The values of all prefixes that hold the address, innermost first. */
  covering(address: Address): readonly Nest<T>[] {
    const found: Nest<T>[] = [];
    for (const { intervals } of this.#levels) {
      for (let nest = intervals.find(address); nest !== undefined; nest = nest.enclosing) found.push(nest);
    }
    if (this.#levels.length > 1) found.sort((x, y) => y.prefix.length - x.prefix.length);
    return found;
  }
}
