import type { ReplayReport } from './replay-report.ts';

/** What a run must meet, beside that no answer is wrong. */
export interface Thresholds {
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly p999Ms?: number;
  readonly maxMs?: number;
  /** Of the requests that came due, 0 to 1; 0 unless given. */
  readonly failedShare?: number;
  /** Of the answers, 0 to 1; 0 unless given. */
  readonly staleShare?: number;
  /** Of the answers, 0 to 1; 0.01 unless given: too many that nobody could judge prove nothing. */
  readonly unjudgedShare?: number;
  readonly answersPerSecond?: number;
}

const DEFAULTS = { failedShare: 0, staleShare: 0, unjudgedShare: 0.01 };

/** Everything that a run missed, a line each; empty when all is right. */
export function missesOf(report: ReplayReport, thresholds: Thresholds = {}): string[] {
  const limits = { ...DEFAULTS, ...thresholds };
  const { answers, requests, rate, generator } = report;
  const unjudged = Object.values(answers.unjudged).reduce((sum, count) => sum + count, 0);
  return [
    ...(requests.answered === 0 ? ['no answer at all'] : []),
    ...(answers.wrong > 0 ? [`${answers.wrong} wrong answers, must be 0`] : []),
    ...(report.judged && answers.right + answers.wrong === 0 ? ['no answer was judged'] : []),
    ...shareMiss('failed requests', requests.failed, requests.due, limits.failedShare),
    ...shareMiss('stale answers', answers.stale, requests.answered, limits.staleShare),
    ...shareMiss('unjudged answers', unjudged, requests.answered, limits.unjudgedShare),
    ...latencyMisses(report, thresholds),
    ...(rate.answersPerSecond < (thresholds.answersPerSecond ?? 0)
      ? [`${rate.answersPerSecond.toFixed(0)} answers/s, must be at least ${thresholds.answersPerSecond}`]
      : []),
    ...(generator.wasBound && limitsLatency(thresholds)
      ? [`latency is not the target's: the generator was the bound and sent ${generator.sentLate} requests late`]
      : []),
  ];
}

/** How a command that ran the load exits: 0 right, 1 a threshold missed or a wrong answer. */
export function exitCodeOf(misses: readonly string[]): 0 | 1 {
  return misses.length === 0 ? 0 : 1;
}

function limitsLatency({ p50Ms, p99Ms, p999Ms, maxMs }: Thresholds): boolean {
  return [p50Ms, p99Ms, p999Ms, maxMs].some((limit) => limit !== undefined);
}

function latencyMisses({ latencyMs }: ReplayReport, thresholds: Thresholds): string[] {
  if (latencyMs === null) return [];
  const pairs = [
    ['p50', latencyMs.p50, thresholds.p50Ms],
    ['p99', latencyMs.p99, thresholds.p99Ms],
    ['p99.9', latencyMs.p999, thresholds.p999Ms],
    ['max', latencyMs.max, thresholds.maxMs],
  ] as const;
  return pairs
    .filter(([, found, limit]) => limit !== undefined && found > limit)
    .map(([name, found, limit]) => `${name} ${found.toFixed(2)} ms, must be at most ${limit} ms`);
}

function shareMiss(what: string, count: number, of: number, limit: number): string[] {
  if (count <= limit * of) return [];
  return [limit === 0 ? `${count} ${what}, must be 0` : `${count} ${what} of ${of}, must be at most ${percent(limit)}`];
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
