import { REFUSED_REQUESTS, type RefusedRequest } from './content/content-handler.ts';

/** How answers came about, for metrics. */
export const ANSWER_KINDS = ['hit', 'miss', 'stale', 'passed', 'failed'] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** What this process has done since it started: plain numbers, which metrics read when they are asked for. */
export interface Counters {
  readonly answers: Record<AnswerKind, number>;
  readonly refused: Record<RefusedRequest, number>;
  /** Requests that a fault of ours left without their answer. */
  failed: number;
  /** As the kernel takes them, of answers under way too. */
  egressBytes: number;
  hitBytes: number;
  missBytes: number;
  /** Transfers that were cut. */
  cut: number;
}

export function newCounters(): Counters {
  return {
    answers: Object.fromEntries(ANSWER_KINDS.map((kind) => [kind, 0])) as Record<AnswerKind, number>,
    refused: Object.fromEntries(REFUSED_REQUESTS.map((why) => [why, 0])) as Record<RefusedRequest, number>,
    failed: 0,
    egressBytes: 0,
    hitBytes: 0,
    missBytes: 0,
    cut: 0,
  };
}
