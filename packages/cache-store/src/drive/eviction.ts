import type { DriveIndex } from './drive-index.ts';

/** Which extents go first when room is needed. */
export interface Eviction {
  /** The first to go, at most so many. */
  candidates(atMost: number): readonly number[];
  used(extents: readonly number[]): void;
}

/** Those go first that were not used for longest. */
export class LeastRecentlyUsed implements Eviction {
  readonly #index: DriveIndex;

  constructor(index: DriveIndex) {
    this.#index = index;
  }

  candidates(atMost: number): readonly number[] {
    return this.#index.extents.leastUsed(atMost).map(({ number }) => number);
  }

  used(extents: readonly number[]): void {
    for (const number of extents) {
      this.#index.change();
      this.#index.extents.touch(number, this.#index.nextTick());
    }
  }
}
