import { OutcomeUnknownError } from '../errors.ts';
import { nextTurn } from './next-turn.ts';
import { outOfPatience, pauseAfter } from './patience.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { isBusy } from './store-failure.ts';
import { transactTogether, type Decided } from './transaction.ts';

/** How many writes may share one transaction. */
const MOST_TOGETHER = 64;

interface Waiting {
  readonly since: number;
  readonly work: (connection: SqliteConnection) => unknown;
  /** What makes a transaction of its own shares it with nobody. */
  readonly shares: 'a transaction' | 'nothing';
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Lets the writes of one process compete with other processes one at a time, in the order in which they came. Those that came while
 * the disk was being waited for are made together, and wait for it once.
 */
export class WriteQueue {
  readonly #connection: () => SqliteConnection;
  readonly #waiting: Waiting[] = [];
  /** How many of the first are to be tried by themselves. */
  #apart = 0;
  #isRunning = false;

  constructor(connection: () => SqliteConnection) {
    this.#connection = connection;
  }

  /** Does some work that makes a transaction itself. As `patiently`; the time spent in the queue counts. */
  run<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    return this.#add<T>(work, 'nothing');
  }

  /** As `run`, in a transaction that was begun, and may be shared. A work may be begun again after it threw. */
  share<T>(work: (connection: SqliteConnection) => Decided<T>): Promise<T> {
    return this.#add<T>(work, 'a transaction');
  }

  #add<T>(work: Waiting['work'], shares: Waiting['shares']): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const since = performance.now();
      this.#waiting.push({ since, work, shares, resolve: (result) => resolve(result as T), reject });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let tries = 1; this.#waiting.length > 0; tries++) {
      await nextTurn(); // others may be about to write
      const batch = this.#nextBatch();
      try {
        const results = this.#do(batch);
        this.#apart = Math.max(0, this.#apart - results.length);
        for (const [index, { resolve }] of this.#waiting.splice(0, results.length).entries()) resolve(results[index]);
        tries = 0;
      } catch (error) {
        if (isBusy(error)) {
          this.#dismiss(error);
          await pauseAfter(tries);
        } else if (batch.length > 1 && !(error instanceof OutcomeUnknownError)) {
          this.#apart = batch.length; // so that who is at fault harms nobody else
        } else {
          for (const { reject } of this.#waiting.splice(0, batch.length)) reject(error);
          this.#apart = Math.max(0, this.#apart - batch.length);
        }
      }
    }
    this.#isRunning = false;
  }

  #nextBatch(): Waiting[] {
    const most = this.#apart > 0 ? 1 : MOST_TOGETHER;
    const alone = this.#waiting.findIndex(({ shares }) => shares === 'nothing');
    return this.#waiting.slice(0, Math.min(most, alone < 0 ? most : Math.max(alone, 1)));
  }

  /** The results of the first of a batch, at least of one. */
  #do(batch: readonly Waiting[]): unknown[] {
    const connection = this.#connection();
    const [first] = batch;
    if (first?.shares === 'nothing') return [first.work(connection)];
    return transactTogether(
      connection,
      batch.map(({ work }) => work as (connection: SqliteConnection) => Decided<unknown>),
    );
  }

  /** Tells those who have waited too long. */
  #dismiss(error: unknown): void {
    const told = this.#waiting.filter(({ since, reject }) => {
      const over = outOfPatience(since, error);
      if (over !== undefined) reject(over);
      return over !== undefined;
    });
    this.#waiting.splice(0, told.length); // they are the first
  }
}
