/** What `onlyAt` says of a list that is not of one number. */
export const NOT_ONE = -1;

/**
 * Lists of numbers, each distinct one stored once under a small index, for as long as someone holds a reference.
 * Of hundreds of thousands of prefixes most name one of a few node sets, so a prefix costs the index alone.
 */
export class InternedLists {
  #lists: (readonly number[] | undefined)[] = [];
  /** The number of a list of one, else NOT_ONE: spares two reads of memory that is rarely warm. */
  #onlyNumbers: number[] = [];
  #references: number[] = [];
  /** A list of one is keyed by its number, any other by its text. */
  readonly #indexes = new Map<number | string, number>();
  readonly #free: number[] = [];

  /** Adds a reference to a list, which must not be changed afterwards; returns its index. */
  acquire(list: readonly number[]): number {
    const key = keyOf(list);
    const known = this.#indexes.get(key);
    if (known !== undefined) {
      this.#references[known] = this.referencesOf(known) + 1;
      return known;
    }
    const index = this.#free.pop() ?? this.#lists.length;
    this.#lists[index] = list;
    this.#onlyNumbers[index] = onlyOf(list);
    this.#references[index] = 1;
    this.#indexes.set(key, index);
    return index;
  }

  /** Gives a reference back; without any left the index may come to mean another list. */
  release(index: number): void {
    const left = this.referencesOf(index) - 1;
    this.#references[index] = left;
    if (left > 0) return;
    this.#indexes.delete(keyOf(this.at(index)));
    this.#lists[index] = undefined;
    this.#free.push(index);
  }

  at(index: number): readonly number[] {
    const list = this.#lists[index];
    if (list === undefined) throw new RangeError(`Cannot read list ${index}: no reference to it is held`);
    return list;
  }

  /** The number of a list of one, NOT_ONE for any other. */
  onlyAt(index: number): number {
    return this.#onlyNumbers[index] ?? NOT_ONE;
  }

  referencesOf(index: number): number {
    return this.#references[index] ?? 0;
  }

  /** A row `[references, ...list]` per index, null where an index is free: JSON that `fromRows` takes. */
  *rows(): Generator<readonly number[] | null, undefined> {
    for (const [index, list] of this.#lists.entries()) {
      yield list === undefined ? null : [this.referencesOf(index), ...list];
    }
  }

  static fromRows(rows: readonly (readonly number[] | null)[]): InternedLists {
    const interned = new InternedLists();
    for (const [index, row] of rows.entries()) {
      const [references = 0, ...list] = row ?? [];
      interned.#lists.push(row === null ? undefined : list);
      interned.#onlyNumbers.push(row === null ? NOT_ONE : onlyOf(list));
      interned.#references.push(references);
      if (row === null) interned.#free.push(index);
      else interned.#indexes.set(keyOf(list), index);
    }
    return interned;
  }
}

function onlyOf(list: readonly number[]): number {
  const [only] = list;
  return list.length === 1 && only !== undefined ? only : NOT_ONE;
}

function keyOf(list: readonly number[]): number | string {
  const [only] = list;
  return list.length === 1 && only !== undefined ? only : list.join(',');
}
