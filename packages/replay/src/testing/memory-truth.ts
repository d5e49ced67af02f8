import { NO_VECTOR, type HealthVector } from '@nearhop/contracts';
import type { Truth, TruthPosition, TruthStep, TruthWrite } from '../oracle/truth.ts';

const PAGE = 2;

/** A registry in memory, as far as the replayer sees one. */
export class MemoryTruth implements Truth {
  readonly #records: readonly TruthWrite[];
  readonly #steps: { readonly position: TruthPosition; readonly writes: readonly TruthWrite[] }[] = [];
  readonly #vectors: HealthVector[] = [];
  readonly #wake = new Set<() => void>();
  revision: number;
  /** While set, reading rejects with it. */
  away: Error | undefined;

  constructor(revision: number, records: readonly TruthWrite[]) {
    this.revision = revision;
    this.#records = records;
  }

  commit(writes: readonly TruthWrite[]): void {
    this.revision++;
    this.#steps.push({ position: this.#position(), writes });
    this.#wakeAll();
  }

  publish(vector: HealthVector): void {
    this.#vectors.push(vector);
    this.#wakeAll();
  }

  /** Ends every reading under way, as a lost store does. */
  leave(error: Error): void {
    this.away = error;
    this.#wakeAll();
  }

  async snapshot() {
    return { position: this.#position(), pages: this.#pages() };
  }

  async *changes(after: TruthPosition, signal: AbortSignal): AsyncIterable<TruthStep> {
    let next = this.#steps.findIndex(({ position }) => position.revision > after.revision);
    if (next < 0) next = this.#steps.length;
    for await (const _ of this.#moments(signal)) {
      for (; next < this.#steps.length; next++) yield { kind: 'revision', revision: this.#steps[next]! }; // below length
    }
  }

  readonly health = {
    vector: async () => this.#vectors.at(-1) ?? NO_VECTOR,
    vectors: (signal: AbortSignal) => this.#followVectors(signal),
  };

  async *#followVectors(signal: AbortSignal): AsyncIterable<HealthVector> {
    let next = 0;
    for await (const _ of this.#moments(signal)) {
      for (; next < this.#vectors.length; next++) yield this.#vectors[next]!; // below length
    }
  }

  async *#pages(): AsyncIterable<readonly TruthWrite[]> {
    for (let from = 0; from < this.#records.length; from += PAGE) yield this.#records.slice(from, from + PAGE);
  }

  /** Now, and whenever something has changed. */
  async *#moments(signal: AbortSignal): AsyncIterable<undefined> {
    signal.addEventListener('abort', () => this.#wakeAll());
    while (!signal.aborted) {
      if (this.away !== undefined) throw this.away;
      const changed = new Promise<void>((resolve) => this.#wake.add(resolve));
      yield undefined;
      await changed;
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wake) wake();
    this.#wake.clear();
  }

  #position(): TruthPosition {
    return { lineage: 'memory', revision: this.revision, chain: String(this.revision) };
  }
}
