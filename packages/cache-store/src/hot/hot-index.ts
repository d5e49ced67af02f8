import type { HotObject } from './hot-object.ts';

/** Tries to find an object that nobody uses, before the index is let grow for a while. */
const TRIES = 16;

/** The objects that the main thread knows without asking a drive: by key, the longest unused first to go. */
export class HotIndex {
  readonly #limit: number;
  readonly #byKey = new Map<string, HotObject>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): HotObject | null {
    const object = this.#byKey.get(key);
    if (object === undefined) return null;
    this.#byKey.delete(key);
    this.#byKey.set(key, object);
    return object;
  }

  /** Takes the place of another of its key. */
  add(object: HotObject): void {
    this.#byKey.set(object.key, object);
    if (this.#byKey.size <= this.#limit) return;
    let tries = 0;
    for (const oldest of this.#byKey.values()) {
      if (!oldest.isUsed && oldest !== object) return oldest.drive.objects.drop(oldest);
      tries += 1;
      if (tries === TRIES) return;
    }
  }

  remove(object: HotObject): void {
    if (this.#byKey.get(object.key) === object) this.#byKey.delete(object.key);
  }

  values(): IterableIterator<HotObject> {
    return this.#byKey.values();
  }
}
