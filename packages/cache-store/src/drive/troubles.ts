const TOO_MANY = 5;
const WITHIN_MS = 60_000;

/** Whether errors of a drive come too often for single mishaps. */
export class Troubles {
  readonly #atMs: number[] = [];

  /** Call it for each error. True begins the count anew. */
  isTooMuch(): boolean {
    const now = performance.now();
    this.#atMs.push(now);
    while ((this.#atMs[0] ?? now) < now - WITHIN_MS) this.#atMs.shift();
    if (this.#atMs.length < TOO_MANY) return false;
    this.#atMs.length = 0;
    return true;
  }
}
