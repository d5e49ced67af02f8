// Rows are reserved before they are read, so `!` on a column means "reserved".
import type { Family } from './family.ts';
import { nextAttempt, type AttemptProgress } from './next-attempt.ts';
import { codeOf, opinionOfCode, SILENCE_CODE, UNKNOWN_CODE, UP_CODE, type Opinion } from './opinion-byte.ts';
import { OpinionColumns } from './opinion-columns.ts';
import { goodForMs, OPINION_POLICY, type OpinionPolicy } from './opinion-policy.ts';
import { opinionText } from './opinion-text.ts';
import type { ProbeOutcome } from './probe-outcome.ts';

/** One attempt at one address of a node. */
export interface Attempt {
  readonly node: number;
  readonly family: Family;
  readonly startedAtMs: number;
}

/**
 * What one monitor thinks of the nodes that it probes: a state machine for each address, fed with attempts and their answers.
 * Every instant is on the caller's monotonic clock and none may be earlier than the one before.
 *
 * A round is one attempt and those that follow it until one is answered; the others of the round are then of no interest.
 */
export class OpinionBook {
  readonly #policy: OpinionPolicy;
  readonly #columns = new OpinionColumns();
  /** Rounds that began at this instant or before it do not count. */
  #voidUntilMs = -Infinity;
  /** Rows whose last answer, if any, was not good. */
  #silent = 0;
  #rows = 0;

  constructor(policy: OpinionPolicy = OPINION_POLICY) {
    this.#policy = policy;
  }

  /** Begins anew with an address, with no opinion of it: the first attempt is due at the instant given. */
  watch(node: number, family: Family, firstAttemptAtMs: number): void {
    const row = rowOf(node, family);
    this.#columns.reserve(row + 1);
    this.forget(node, family);
    this.#rows = Math.max(this.#rows, row + 1);
    this.#columns.dueAtMs[row] = firstAttemptAtMs;
    this.#columns.changedAtMs[row] = firstAttemptAtMs;
  }

  forget(node: number, family: Family): void {
    const row = rowOf(node, family);
    if (row >= this.#columns.length) return;
    this.#quiet(row);
    this.#columns.clear(row);
  }

  /** Begins every attempt that is due. Call it as often as the clock should be looked at: 20 times a second is plenty. */
  startDue(nowMs: number, start: (attempt: Attempt) => void): void {
    const { dueAtMs } = this.#columns;
    for (let row = 0; row < this.#rows; row++) {
      if (dueAtMs[row]! > nowMs) continue;
      this.#settle(row, nowMs);
      this.#begin(row, nowMs);
      start({ node: row >>> 1, family: row & 1 ? 6 : 4, startedAtMs: nowMs });
    }
  }

  /** When `startDue` next has something to do; Infinity when nothing is watched. */
  nextDueAtMs(): number {
    return this.#columns.dueAtMs.subarray(0, this.#rows).reduce((first, at) => Math.min(first, at), Infinity);
  }

  /** Tells how an attempt was answered. Answers that come after their round was over change nothing. */
  answer({ node, family, startedAtMs }: Attempt, outcome: ProbeOutcome, nowMs: number): void {
    const row = rowOf(node, family);
    const columns = this.#columns;
    const openSinceMs = columns.openSinceMs[row] ?? NaN;
    if (!(startedAtMs >= openSinceMs)) return;
    columns.openSinceMs[row] = NaN;
    // Lag cannot make up a good answer, so it ends a row of failures even in a round that does not count.
    if (outcome === 'good') this.#quiet(row);
    columns.dueAtMs[row] = this.#next(row, 'answered', startedAtMs);
    const counts = openSinceMs > this.#voidUntilMs;
    if (counts) columns.countedAtMs[row] = nowMs;
    if (outcome !== 'good') {
      if (counts) this.#hardFailure(row, codeOf(outcome), startedAtMs, nowMs);
      return;
    }
    columns.hardSinceMs[row] = NaN;
    if (counts) this.#goodRound(row, nowMs);
  }

  /** Tells how far the monitor's own loop lagged in the turn that begins, before anything else of that turn. */
  noteLag(lagMs: number, nowMs: number): void {
    if (lagMs > this.#policy.lagMs) this.#voidUntilMs = nowMs;
  }

  /**
   * All opinions in the form to publish: a byte per node by its number, see opinion-byte.ts.
   * Only of the families in which the monitor can see: a monitor whose own IPv6 fails has no opinion there.
   */
  encode(nowMs: number, families: readonly Family[]): Uint8Array {
    const nodes = (this.#rows + 1) >>> 1;
    const bytes = new Uint8Array(nodes);
    for (const family of families) {
      const shift = family === 4 ? 0 : 4;
      for (let node = 0; node < nodes; node++) {
        bytes[node]! |= this.#codeAt(rowOf(node, family), nowMs) << shift;
      }
    }
    return bytes;
  }

  opinion(node: number, family: Family, nowMs: number): Opinion {
    return opinionOfCode(this.#codeAt(rowOf(node, family), nowMs));
  }

  /** Why the opinion is what it is, each number against its threshold. */
  explain(node: number, family: Family, nowMs: number): string {
    const row = rowOf(node, family);
    const columns = this.#columns;
    if (!((columns.dueAtMs[row] ?? Infinity) < Infinity)) return 'not probed by this monitor';
    if (this.#isBlind(row, nowMs)) {
      return `no round counted for ${this.#policy.blindAfterMs / 1_000} s: the monitor itself lags`;
    }
    return opinionText(columns, row, this.#policy, nowMs);
  }

  #codeAt(row: number, nowMs: number): number {
    return this.#isBlind(row, nowMs) ? UNKNOWN_CODE : (this.#columns.code[row] ?? UNKNOWN_CODE);
  }

  #isBlind(row: number, nowMs: number): boolean {
    return nowMs > (this.#columns.countedAtMs[row] ?? NaN) + this.#policy.blindAfterMs;
  }

  /** Takes account of lag and of silence, so far. */
  #settle(row: number, nowMs: number): void {
    const columns = this.#columns;
    if (columns.silentSinceMs[row]! <= this.#voidUntilMs) this.#quiet(row);
    if (columns.openSinceMs[row]! <= this.#voidUntilMs) columns.openSinceMs[row] = NaN;
    if (nowMs >= columns.silentSinceMs[row]! + this.#policy.silenceMs) {
      columns.countedAtMs[row] = nowMs;
      this.#fail(row, SILENCE_CODE, nowMs);
    }
  }

  #begin(row: number, nowMs: number): void {
    const columns = this.#columns;
    if (Number.isNaN(columns.openSinceMs[row]!)) columns.openSinceMs[row] = nowMs;
    if (Number.isNaN(columns.silentSinceMs[row]!)) {
      columns.silentSinceMs[row] = nowMs;
      this.#silent++;
    }
    const isDead = columns.code[row]! > UP_CODE && columns.goodRounds[row] === 0;
    columns.dueAtMs[row] = this.#next(row, isDead ? 'idle' : 'unanswered', nowMs);
  }

  #next(row: number, phase: AttemptProgress['phase'], attemptAtMs: number): number {
    const silentSinceMs = this.#columns.silentSinceMs[row]!;
    return nextAttempt({ phase, attemptAtMs, silentSinceMs, silent: this.#silent }, this.#policy);
  }

  #hardFailure(row: number, code: number, startedAtMs: number, nowMs: number): void {
    const columns = this.#columns;
    const firstMs = columns.hardSinceMs[row]!;
    columns.goodRounds[row] = 0;
    columns.hardCode[row] = code;
    if (Number.isNaN(firstMs)) columns.hardSinceMs[row] = startedAtMs;
    else if (startedAtMs >= firstMs + this.#policy.hardApartMs) this.#fail(row, code, nowMs);
  }

  /** The rule for `down` is met. */
  #fail(row: number, code: number, nowMs: number): void {
    const columns = this.#columns;
    const wasDown = columns.code[row]! > UP_CODE;
    this.#quiet(row);
    columns.openSinceMs[row] = NaN;
    columns.hardSinceMs[row] = NaN;
    columns.goodRounds[row] = 0;
    columns.code[row] = code;
    if (wasDown) return;
    const isRelapse = nowMs <= columns.recoveredAtMs[row]! + this.#policy.relapseWithinMs;
    columns.relapses[row] = isRelapse ? Math.min(columns.relapses[row]! + 1, 255) : 0;
    columns.changedAtMs[row] = nowMs;
  }

  #goodRound(row: number, nowMs: number): void {
    const columns = this.#columns;
    const code = columns.code[row]!;
    if (code === UP_CODE) return;
    if (code !== UNKNOWN_CODE) {
      if (columns.goodRounds[row] === 0) columns.goodSinceMs[row] = nowMs;
      columns.goodRounds[row]!++;
      if (columns.goodRounds[row]! < this.#policy.goodRounds) return;
      if (nowMs < columns.goodSinceMs[row]! + goodForMs(this.#policy, columns.relapses[row]!)) return;
      columns.recoveredAtMs[row] = nowMs;
    }
    columns.code[row] = UP_CODE;
    columns.changedAtMs[row] = nowMs;
  }

  /** Ends the silence of a row. */
  #quiet(row: number): void {
    if (Number.isNaN(this.#columns.silentSinceMs[row]!)) return;
    this.#columns.silentSinceMs[row] = NaN;
    this.#silent--;
  }
}

function rowOf(node: number, family: Family): number {
  return 2 * node + (family === 6 ? 1 : 0);
}
