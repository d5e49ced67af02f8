import type { Currency } from '../measure/recorder.ts';
import { Acknowledged } from '../judge/acknowledged.ts';
import type { WorldHistory, WorldLoad } from '../oracle/world-history.ts';
import type { TruthMessage } from './protocol.ts';

/** Takes what becomes known about the registry into a history, and notes when. */
export class TruthKeeper {
  readonly #history: WorldHistory;
  readonly #revisions = new Acknowledged();
  readonly #vectors = new Acknowledged();
  /** Begin of the run by the shared clock; what was made before it counts as made long ago. */
  #startedAtMs = Infinity;
  #load: (WorldLoad & { readonly revision: number }) | undefined;

  constructor(history: WorldHistory) {
    this.#history = history;
  }

  start(atMs: number): void {
    this.#startedAtMs = atMs;
  }

  currency(allowanceMs: number): Currency {
    return { revisions: this.#revisions, vectors: this.#vectors, allowanceMs };
  }

  take(message: TruthMessage): void {
    switch (message.kind) {
      case 'load':
        this.#load = { ...this.#history.load(message.revision), revision: message.revision };
        return;
      case 'page':
        return this.#load?.add(message.writes);
      case 'loaded':
        if (this.#load === undefined) return;
        this.#load.done();
        this.#revisions.add(this.#load.revision, this.#runTime(message.atMs));
        this.#load = undefined;
        return;
      case 'revision':
        this.#history.apply(message.revision, message.writes);
        return this.#revisions.add(message.revision, this.#runTime(message.atMs));
      case 'vector':
        if (message.vector.number <= this.#history.newest.health) return;
        this.#history.publish(message.vector);
        return this.#vectors.add(message.vector.number, this.#runTime(message.atMs));
    }
  }

  #runTime(atMs: number): number {
    return atMs < this.#startedAtMs ? -Infinity : atMs - this.#startedAtMs;
  }
}
