// Indices stay below `count`, so `!` on a typed array never meets undefined.
import { MAX_CACHES } from '@nearhop/contracts';

/** The nodes with the highest scores so far, best first, as many as an answer can name. Equal scores: the lower number first. */
export class TopScores {
  readonly #scores = new Float64Array(MAX_CACHES);
  readonly #nodes = new Int32Array(MAX_CACHES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Nodes are offered in ascending order of number. */
  offer(node: number, score: number): void {
    let at = this.#count;
    while (at > 0 && this.#scores[at - 1]! < score) at--;
    if (at === MAX_CACHES) return;
    this.#scores.copyWithin(at + 1, at, MAX_CACHES - 1);
    this.#nodes.copyWithin(at + 1, at, MAX_CACHES - 1);
    this.#scores[at] = score;
    this.#nodes[at] = node;
    if (this.#count < MAX_CACHES) this.#count++;
  }

  at(index: number): number {
    return this.#nodes[index]!;
  }
}
