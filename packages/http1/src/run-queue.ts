/** What takes turns. */
export interface Runner {
  /** The queue's to write. */
  isQueued: boolean;
  run(): void;
}

/** Those who could go on right now take turns, one piece of work each: one turn of all for each turn of the event loop. */
export class RunQueue {
  #waiting: Runner[] = [];
  #isScheduled = false;

  add(runner: Runner): void {
    if (runner.isQueued) return;
    runner.isQueued = true;
    this.#waiting.push(runner);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    const turn = this.#waiting;
    this.#waiting = [];
    this.#isScheduled = false;
    for (const runner of turn) {
      runner.isQueued = false;
      runner.run();
    }
  }
}
