import { routeAnswerSchema, type RouteAnswer } from '@nearhop/contracts';
import type { HttpAnswer } from '../attack/connection.ts';
import type { Failure } from '../attack/failure.ts';
import type { Question } from '../attack/question.ts';
import type { Acknowledged } from '../judge/acknowledged.ts';
import { readAnswer } from '../judge/answer-shape.ts';
import type { Judge } from '../judge/judge.ts';
import type { RunTally } from './run-tally.ts';

/** Every so many answers the schema itself reads one: it is ten times dearer than our own reading of its rules. */
const SCHEMA_EVERY = 256;

/** Whether answers are current: what was made, when, and how long a router may take to follow. */
export interface Currency {
  readonly revisions: Acknowledged;
  readonly vectors: Acknowledged;
  readonly allowanceMs: number;
}

export interface RecorderDependencies {
  readonly tally: RunTally;
  /** Without a judge and what is current, answers are only read and counted. */
  readonly judge: Judge | undefined;
  readonly currency: Currency | undefined;
}

/** Takes what comes back from the target: reads it, counts it, has it judged. */
export class Recorder {
  readonly #dependencies: RecorderDependencies;
  #count = 0;

  constructor(dependencies: RecorderDependencies) {
    this.#dependencies = dependencies;
  }

  answered(question: Question, { status, body }: HttpAnswer, atMs: number): void {
    if (status !== 200) return this.failed({ kind: 'status', detail: `status ${status}` }, atMs);
    const read = readAnswer(body);
    const fault = 'fault' in read ? read.fault : this.#schemaFault(read.answer);
    if ('fault' in read || fault !== undefined) {
      return this.failed({ kind: 'body', detail: `no answer of a router: ${fault}: ${body.slice(0, 200)}` }, atMs);
    }
    const { tally, judge } = this.#dependencies;
    tally.answered(read.answer, atMs - question.dueMs, atMs);
    if (this.#isStale(read.answer, question.sentMs)) tally.stale();
    judge?.judge(question, read.answer, atMs);
  }

  failed(failure: Failure, atMs: number): void {
    this.#dependencies.tally.failed(failure, atMs);
  }

  #schemaFault(answer: RouteAnswer): string | undefined {
    if (this.#count++ % SCHEMA_EVERY !== 0) return undefined;
    return routeAnswerSchema.safeParse(answer).error?.message;
  }

  /** What was made long enough before the question was sent must be in the answer. */
  #isStale(answer: RouteAnswer, sentMs: number): boolean {
    const { currency } = this.#dependencies;
    if (currency === undefined) return false;
    const settledMs = sentMs - currency.allowanceMs;
    return (
      answer.revision < currency.revisions.highestAt(settledMs) || answer.health < currency.vectors.highestAt(settledMs)
    );
  }
}
