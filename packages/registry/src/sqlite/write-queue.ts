import { patiently } from './patience.ts';

/** Lets the writes of one process compete with other processes one at a time, in the order in which they came. */
export class WriteQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** As `patiently`; the time spent in the queue counts. */
  run<T>(work: () => T): Promise<T> {
    const startedAt = performance.now();
    const turn = this.#last.then(() => patiently(work, startedAt));
    this.#last = turn.catch(() => {}); // the next in the queue goes on whatever became of this one
    return turn;
  }
}
