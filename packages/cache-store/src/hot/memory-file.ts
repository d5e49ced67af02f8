import type { HeldFile } from './hot-extent.ts';

/** A slice in memory, closed when its last user has gone. */
export class MemoryFile implements HeldFile {
  readonly descriptor: number;
  readonly #close: (descriptor: number) => void;
  #users = 0;

  constructor(descriptor: number, close: (descriptor: number) => void) {
    this.descriptor = descriptor;
    this.#close = close;
  }

  take(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#close(this.descriptor);
  }
}
