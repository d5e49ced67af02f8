/** Callbacks that wait for something new, each called once. */
export class Bell {
  #waiting = new Set<() => void>();

  /** What takes it back. */
  wait(callback: () => void): () => void {
    // Each wait is its own, though two may give the same function.
    const called = () => callback();
    this.#waiting.add(called);
    return () => this.#waiting.delete(called);
  }

  ring(): void {
    if (this.#waiting.size === 0) return;
    const called = this.#waiting;
    this.#waiting = new Set();
    for (const callback of called) callback();
  }
}
