import type { MemorySlices } from './memory-slices.ts';

/** Slices in memory beyond the one that is being sent. */
const AHEAD = 2;
/** As many while nobody sends yet, because the length must be known first. */
const AHEAD_OF_UNKNOWN = 16;

/** Lets a fill hold few slices in memory: the next is its turn when those before it have been sent. */
export class MemoryTurns {
  readonly #memory: MemorySlices;
  #needed = 0;
  #ahead = AHEAD;
  #fault: Error | null = null;
  #changed: () => void = () => undefined;

  constructor(memory: MemorySlices) {
    this.#memory = memory;
  }

  /** `long`: the body's end is unknown. */
  begin(slice: number, body: 'long' | 'short'): void {
    this.#needed = Math.max(this.#needed, slice);
    if (body === 'long') this.#ahead = AHEAD_OF_UNKNOWN;
  }

  /** Nobody wants slices before this. */
  need(slice: number): void {
    this.#needed = Math.max(this.#needed, slice);
    this.#changed();
  }

  end(fault: Error): void {
    this.#fault = fault;
    this.#changed();
  }

  async turn(slice: number): Promise<'hold' | 'skip'> {
    for (;;) {
      if (this.#fault !== null) throw this.#fault;
      if (slice < this.#needed) return 'skip';
      if (slice <= this.#needed + (this.#memory.areMany ? 0 : this.#ahead)) return 'hold';
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}
