import type { Attempt } from '../opinion/opinion-book.ts';
import type { Opinion } from '../opinion/opinion-byte.ts';
import type { OpinionPolicy } from '../opinion/opinion-policy.ts';
import type { ProbeOutcome } from '../opinion/probe-outcome.ts';

interface Fallen {
  readonly startedAtMs: number;
  readonly answeredAtMs: number;
}

/**
 * The rules of an opinion restated over a log of what happened to one address, by whole lists instead of a state: says what the
 * opinion must be, and lists where it is not.
 */
export class OpinionReferee {
  readonly wrong: string[] = [];
  readonly seen = { ups: 0, downsByHard: 0, downsBySilence: 0, voids: 0 };
  readonly #policy: OpinionPolicy;
  #expected: 'unknown' | 'up' | 'down' = 'unknown';
  /** Attempts of the open round. */
  #round: number[] = [];
  /** Attempts since the last good answer, lag and `down` by silence. */
  #unanswered: number[] = [];
  #hard: Fallen[] = [];
  #good: number[] = [];
  #recoveries: number[] = [];
  #relapses = 0;
  #laggedAtMs = -Infinity;

  constructor(policy: OpinionPolicy) {
    this.#policy = policy;
  }

  lagged(lagMs: number, nowMs: number): void {
    if (lagMs > this.#policy.lagMs) this.#laggedAtMs = nowMs;
  }

  /** An instant at which the address is looked at, before its next attempt begins. */
  started({ startedAtMs }: Attempt): void {
    this.#unanswered = this.#unanswered.filter((atMs) => atMs > this.#laggedAtMs);
    if (this.#round.some((atMs) => atMs <= this.#laggedAtMs)) {
      this.#round = [];
      this.seen.voids++;
    }
    const [first] = this.#unanswered;
    if (first !== undefined && startedAtMs >= first + this.#policy.silenceMs) {
      if (this.#expected !== 'down') this.seen.downsBySilence++;
      this.#fall(startedAtMs);
    }
    this.#round.push(startedAtMs);
    this.#unanswered.push(startedAtMs);
  }

  answered({ startedAtMs }: Attempt, outcome: ProbeOutcome, nowMs: number): void {
    if (!this.#round.includes(startedAtMs)) return;
    const counts = this.#round.every((atMs) => atMs > this.#laggedAtMs);
    this.#round = [];
    if (outcome === 'good') {
      this.#unanswered = [];
      this.#hard = [];
      if (counts) this.#goodRound(nowMs);
      else this.seen.voids++;
    } else if (counts) {
      this.#good = [];
      this.#hard.push({ startedAtMs, answeredAtMs: nowMs });
      const [first] = this.#hard;
      if (first && startedAtMs >= first.startedAtMs + this.#policy.hardApartMs) {
        if (this.#expected !== 'down') this.seen.downsByHard++;
        this.#fall(nowMs);
      }
    } else this.seen.voids++;
  }

  /** Compares what must be with what is. */
  compare(opinion: Opinion, nowMs: number): void {
    const is = opinion === 'unknown' || opinion === 'up' ? opinion : 'down';
    if (is !== this.#expected) this.wrong.push(`at ${nowMs} ms: must be ${this.#expected}, is ${is}`);
  }

  #fall(nowMs: number): void {
    if (this.#expected !== 'down') {
      const last = this.#recoveries.at(-1);
      this.#relapses = last !== undefined && nowMs - last <= this.#policy.relapseWithinMs ? this.#relapses + 1 : 0;
    }
    this.#expected = 'down';
    this.#round = [];
    this.#unanswered = [];
    this.#hard = [];
    this.#good = [];
  }

  #goodRound(nowMs: number): void {
    if (this.#expected === 'up') return;
    this.#good.push(nowMs);
    const [first] = this.#good;
    const overMs = Math.min(this.#policy.goodForMs * 2 ** this.#relapses, this.#policy.goodForAtMostMs);
    if (this.#expected === 'down') {
      if (this.#good.length < this.#policy.goodRounds || first === undefined || nowMs < first + overMs) return;
      this.#recoveries.push(nowMs);
    }
    this.#expected = 'up';
    this.seen.ups++;
  }
}
