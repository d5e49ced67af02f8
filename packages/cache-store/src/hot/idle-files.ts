import type { HotExtent } from './hot-extent.ts';

/** Files that nobody uses, kept open for the next who wants them; the longest idle are closed. */
export class IdleFiles {
  readonly #limit: number;
  readonly #idle = new Set<HotExtent>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#idle.size;
  }

  idle(extent: HotExtent): void {
    this.#idle.add(extent);
    if (this.#idle.size <= this.#limit) return;
    const [longest] = this.#idle;
    if (longest === undefined) return;
    this.#idle.delete(longest);
    longest.object.drive.files.close(longest);
  }

  remove(extent: HotExtent): void {
    this.#idle.delete(extent);
  }
}
