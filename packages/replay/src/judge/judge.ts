import type { RouteAnswer } from '@nearhop/contracts';
import type { Question } from '../attack/question.ts';
import { expectAnswer } from '../oracle/expected-answer.ts';
import type { WorldHistory } from '../oracle/world-history.ts';
import { differenceOf } from './difference.ts';
import type { Verdict } from './verdict.ts';

/** An answer ahead of the history waits so long for it. */
const PATIENCE_MS = 5_000;
const MOST_WAITING = 20_000;

interface Waiting {
  readonly question: Question;
  readonly answer: RouteAnswer;
  readonly atMs: number;
}

/**
 * Holds answers against the oracle at their own revision and health number. One that is ahead of the history waits until
 * the history has come so far.
 */
export class Judge {
  readonly #history: WorldHistory;
  readonly #onVerdict: (verdict: Verdict) => void;
  #waiting: Waiting[] = [];

  constructor(history: WorldHistory, onVerdict: (verdict: Verdict) => void) {
    this.#history = history;
    this.#onVerdict = onVerdict;
  }

  /** How many answers wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** `atMs`: when the answer came, milliseconds from the start of the run. */
  judge(question: Question, answer: RouteAnswer, atMs: number): void {
    const verdict = this.#verdictOf(question, answer, atMs);
    if (verdict !== undefined) this.#onVerdict(verdict);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ question, answer, atMs });
    else this.#onVerdict(AHEAD);
  }

  /** The history went on, or time did. */
  settle(nowMs: number): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter(({ question, answer, atMs }) => {
      const verdict = this.#verdictOf(question, answer, atMs) ?? (nowMs - atMs > PATIENCE_MS ? AHEAD : undefined);
      if (verdict !== undefined) this.#onVerdict(verdict);
      return verdict === undefined;
    });
  }

  /** Undefined while the answer is ahead. */
  #verdictOf(question: Question, said: RouteAnswer, atMs: number): Verdict | undefined {
    const { client, clientText, number } = question;
    const lookup = this.#history.at(said.revision, said.health);
    if (lookup.kind === 'ahead') return undefined;
    if (lookup.kind === 'forgotten') return { kind: 'unjudged', why: 'forgotten' };
    if (lookup.kind === 'skipped') {
      if (lookup.number === 'health') return { kind: 'unjudged', why: 'skipped' };
      return {
        kind: 'wrong',
        example: { number, atMs, differs: 'revision', client: clientText, said, expected: null },
      };
    }
    const expected = expectAnswer(lookup.world, client);
    const differs = differenceOf(said, clientText, expected);
    if (differs === undefined) return RIGHT;
    return { kind: 'wrong', example: { number, atMs, differs, client: clientText, said, expected } };
  }
}

const RIGHT: Verdict = { kind: 'right' };
const AHEAD: Verdict = { kind: 'unjudged', why: 'ahead' };
