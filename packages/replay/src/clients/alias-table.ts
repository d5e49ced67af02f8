// Indices stay below the number of weights, so `!` on a typed array never meets undefined.
import type { CountedRandom } from './counted-random.ts';

/**
 * Draws an index in proportion to its weight in constant time: the alias method (M. Vose, "A Linear Algorithm For Generating
 * Random Numbers With a Given Distribution", 1991).
 */
export class AliasTable {
  /** How likely a column keeps its own index, else its alias is drawn. */
  readonly #keep: Float64Array;
  readonly #alias: Uint32Array;

  /** Weights are finite and not negative, and one at least is above 0; else RangeError. */
  constructor(weights: Float64Array) {
    let total = 0;
    for (const weight of weights) total += weight;
    if (!(total > 0) || !Number.isFinite(total) || weights.some((weight) => weight < 0)) {
      throw new RangeError('Cannot draw by weight: weights must be 0 or more, finite, and one of them above 0');
    }
    const count = weights.length;
    this.#alias = new Uint32Array(count);
    this.#keep = weights.map((weight) => (weight * count) / total);
    const small: number[] = [];
    const large: number[] = [];
    for (let index = 0; index < count; index++) (this.#keep[index]! < 1 ? small : large).push(index);
    while (small.length > 0 && large.length > 0) {
      const under = small.pop()!; // neither is empty
      const over = large.at(-1)!;
      this.#alias[under] = over;
      this.#keep[over]! -= 1 - this.#keep[under]!;
      if (this.#keep[over]! < 1) small.push(large.pop()!);
    }
    // What is left is 1 but for rounding.
    for (const index of [...small, ...large]) this.#keep[index] = 1;
  }

  draw(random: CountedRandom): number {
    const column = Math.floor(random.fraction() * this.#keep.length);
    return random.fraction() < this.#keep[column]! ? column : this.#alias[column]!;
  }
}
