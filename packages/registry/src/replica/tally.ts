import { EMPTY_DIGEST, recordHash, xorDigest } from '../record-hash.ts';
import { RECORD_KINDS, type RecordKind, type StoredRecord } from '../records.ts';
import type { Contents } from './guard.ts';
import { TimeSlice } from './time-slice.ts';

type Page = readonly StoredRecord[];

/** Counts and sums up the records of a store as they are read, to be held against what its position says. */
export class Tally implements Contents {
  readonly counts = Object.fromEntries(RECORD_KINDS.map((kind) => [kind, 0])) as Record<RecordKind, number>;
  #sum = 0n;
  #fault: { readonly error: unknown } | undefined;
  readonly #counted: AsyncGenerator<Page, void>;

  /** Reading ends with the reason of `signal` when that aborts. */
  constructor(source: AsyncIterable<Page>, signal: AbortSignal) {
    this.#counted = this.#count(source, signal);
  }

  get digest(): string {
    return xorDigest(EMPTY_DIGEST, [this.#sum]);
  }

  /** The pages of the store, to be read once. A reader that gives up leaves the rest to `finish`. */
  async *pages(): AsyncGenerator<Page, void> {
    for (let step = await this.#counted.next(); !step.done; step = await this.#counted.next()) yield step.value;
  }

  /** Counts what nobody has read. Rejects with what the store threw, now or while somebody read. */
  async finish(): Promise<void> {
    while (!(await this.#counted.next()).done);
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  async *#count(source: AsyncIterable<Page>, signal: AbortSignal): AsyncGenerator<Page, void> {
    const slice = new TimeSlice();
    try {
      for await (const page of source) {
        signal.throwIfAborted();
        for (const record of page) {
          this.counts[record.kind]++;
          this.#sum ^= recordHash(record);
          await slice.turn();
        }
        yield page;
      }
    } catch (error) {
      this.#fault = { error };
      throw error;
    }
  }
}
