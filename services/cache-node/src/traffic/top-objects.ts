export interface TopObject {
  readonly origin: string;
  readonly target: string;
  readonly bytes: number;
}

/** The objects of which most bytes were served, within a bound on memory: when it is full, the lesser half is forgotten. */
export class TopObjects {
  readonly #most: number;
  readonly #objects = new Map<string, { origin: string; target: string; bytes: number }>();

  constructor(most: number) {
    this.#most = most;
  }

  add(origin: string, target: string, bytes: number): void {
    const key = `${origin}${target}`;
    const known = this.#objects.get(key);
    if (known !== undefined) {
      known.bytes += bytes;
      return;
    }
    if (this.#objects.size >= this.#most) this.#halve();
    this.#objects.set(key, { origin, target, bytes });
  }

  first(count: number): readonly TopObject[] {
    return [...this.#objects.values()].sort((a, b) => b.bytes - a.bytes).slice(0, count);
  }

  #halve(): void {
    const ordered = [...this.#objects].sort(([, a], [, b]) => a.bytes - b.bytes);
    for (const [key] of ordered.slice(0, Math.ceil(ordered.length / 2))) this.#objects.delete(key);
  }
}
