import type { CacheStore, StoreStats } from '@nearhop/cache-store';

const LOOK_EVERY_MS = 1_000;

/** What the store said of itself last: asked for again and again, since a drive that hangs must hold up nobody who asks about it. */
export class StatsWatch {
  last: StoreStats | undefined;
  readonly #store: CacheStore;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(store: CacheStore) {
    this.#store = store;
  }

  start(): void {
    void this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    this.last = await this.#store.stats().catch(() => this.last);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }
}
