import { setImmediate } from 'node:timers/promises';

/** Long enough to get work done, short enough that a device waiting behind it does not notice. */
const SLICE_MS = 3;

/** Shares the thread: `await slice.turn()` between pieces of work lets others run whenever the slice is used up. */
export class TimeSlice {
  #startMs = performance.now();

  async turn(): Promise<void> {
    if (performance.now() - this.#startMs < SLICE_MS) return;
    await setImmediate();
    this.#startMs = performance.now();
  }
}
