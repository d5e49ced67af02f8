import type { FailureKind } from '../attack/failure.ts';
import type { UnjudgedReason, WrongAnswer } from '../judge/verdict.ts';
import { Histogram } from '../measure/histogram.ts';
import type { TallyState } from '../measure/run-tally.ts';
import { generatorWasBound } from '../pacer/own-lag.ts';

/** The outcome of a run, as `nearhop replay --output json` prints it. Members are only ever added. */
export interface ReplayReport {
  readonly target: string;
  readonly seed: number;
  readonly workers: number;
  readonly requests: {
    /** How many came due: answered and failed ones. */
    readonly due: number;
    readonly answered: number;
    readonly failed: number;
  };
  readonly rate: {
    readonly askedPerSecond: number;
    /** Answers over the time from the start to the last of them. */
    readonly answersPerSecond: number;
    readonly seconds: number;
  };
  /** From when a request was due to the last byte of its answer; null without an answer. Percentiles are at most 0.8 % high. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  } | null;
  readonly answers: {
    /** Held against the oracle and right, or wrong; both 0 when nothing was judged. */
    readonly right: number;
    readonly wrong: number;
    /** Out of date by more than the allowance, right or wrong. */
    readonly stale: number;
    readonly unjudged: Readonly<Record<UnjudgedReason, number>>;
    readonly byReason: Readonly<Record<string, number>>;
    /** By the first cache of the answer, most first. */
    readonly byNode: Readonly<Record<string, number>>;
  };
  readonly failures: Readonly<Record<FailureKind, number>>;
  /** What the first failure of each kind said. */
  readonly failureDetails: Readonly<Partial<Record<FailureKind, string>>>;
  /** The first few. */
  readonly wrongAnswers: readonly WrongAnswer[];
  readonly generator: {
    /** Requests that went out over 5 ms late because this machine was busy, not the target. */
    readonly sentLate: number;
    /** More than 1 % of them: the generator was the bound, and the figures say little about the target. */
    readonly wasBound: boolean;
  };
  /** Whether an oracle held a registry against the answers. */
  readonly judged: boolean;
}

export interface RunFacts {
  readonly target: string;
  readonly seed: number;
  readonly workers: number;
  readonly ratePerSecond: number;
  readonly judged: boolean;
}

export function replayReport(facts: RunFacts, tally: TallyState): ReplayReport {
  const { target, seed, workers, ratePerSecond, judged } = facts;
  const { counts, failures } = tally;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const seconds = counts.lastMs / 1_000;
  const byNode = [...tally.byNode].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1));
  return {
    target,
    seed,
    workers,
    requests: { due: counts.answered + failed, answered: counts.answered, failed },
    rate: { askedPerSecond: ratePerSecond, answersPerSecond: seconds > 0 ? counts.answered / seconds : 0, seconds },
    latencyMs: counts.answered > 0 ? percentiles(new Histogram(tally.latency)) : null,
    answers: {
      right: counts.right,
      wrong: counts.wrong,
      stale: counts.stale,
      unjudged: tally.unjudged,
      byReason: tally.byReason,
      byNode: Object.fromEntries(byNode),
    },
    failures,
    failureDetails: tally.failureDetails,
    wrongAnswers: tally.wrongExamples,
    generator: { sentLate: counts.sentLate, wasBound: generatorWasBound(counts.sent, counts.sentLate) },
    judged,
  };
}

function percentiles(latency: Histogram): NonNullable<ReplayReport['latencyMs']> {
  return {
    p50: latency.quantileMs(0.5),
    p99: latency.quantileMs(0.99),
    p999: latency.quantileMs(0.999),
    max: latency.maxMs,
  };
}
