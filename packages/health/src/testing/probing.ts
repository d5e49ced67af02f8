import type { Attempt, OpinionBook } from '../opinion/opinion-book.ts';
import type { ProbeOutcome } from '../opinion/probe-outcome.ts';

export interface Reply {
  readonly afterMs: number;
  readonly outcome: ProbeOutcome;
}

/** What a simulated node does with an attempt; undefined is silence. */
export type Replies = (startedAtMs: number) => Reply | undefined;

/** What a simulated monitor lives through, for whoever watches. */
export interface ProbingWitness {
  readonly started?: (attempt: Attempt) => void;
  readonly answered?: (attempt: Attempt, outcome: ProbeOutcome, nowMs: number) => void;
  readonly lagged?: (lagMs: number, nowMs: number) => void;
  /** After everything that happens at an instant. */
  readonly settled?: (nowMs: number) => void;
}

export interface Lag {
  readonly atMs: number;
  readonly lagMs: number;
}

/** A monitor's loop on a clock of its own: begins what is due and brings what is answered, each at its instant. */
export class Probing {
  readonly #book: OpinionBook;
  readonly #replies: Replies;
  readonly #witness: ProbingWitness;
  /** Answers under way, by the instant at which they arrive. */
  readonly #pending: { atMs: number; attempt: Attempt; outcome: ProbeOutcome }[] = [];

  constructor(book: OpinionBook, replies: Replies, witness: ProbingWitness = {}) {
    this.#book = book;
    this.#replies = replies;
    this.#witness = witness;
  }

  run(untilMs: number, lags: readonly Lag[] = []): void {
    const waiting = [...lags];
    for (;;) {
      const nowMs = Math.min(
        this.#book.nextDueAtMs(),
        this.#pending[0]?.atMs ?? Infinity,
        waiting[0]?.atMs ?? Infinity,
      );
      if (nowMs > untilMs) return;
      if (waiting[0]?.atMs === nowMs) {
        const { lagMs } = waiting.shift() ?? { lagMs: 0 };
        this.#book.noteLag(lagMs, nowMs);
        this.#witness.lagged?.(lagMs, nowMs);
      }
      this.#bring(nowMs);
      this.#book.startDue(nowMs, (attempt) => this.#send(attempt));
      this.#witness.settled?.(nowMs);
    }
  }

  #bring(nowMs: number): void {
    while (this.#pending[0] !== undefined && this.#pending[0].atMs <= nowMs) {
      const { attempt, outcome } = this.#pending[0];
      this.#pending.shift();
      this.#book.answer(attempt, outcome, nowMs);
      this.#witness.answered?.(attempt, outcome, nowMs);
    }
  }

  #send(attempt: Attempt): void {
    this.#witness.started?.(attempt);
    const reply = this.#replies(attempt.startedAtMs);
    if (reply === undefined || reply.afterMs === Infinity) return;
    const answer = { atMs: attempt.startedAtMs + reply.afterMs, attempt, outcome: reply.outcome };
    const after = this.#pending.findIndex(({ atMs }) => atMs > answer.atMs);
    this.#pending.splice(after < 0 ? this.#pending.length : after, 0, answer);
  }
}
