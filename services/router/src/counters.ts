import { REASONS, type Reason } from '@nearhop/contracts';

/** What one process has answered since it started: plain numbers, which metrics read when they are asked for. */
export interface Counters {
  readonly answers: Record<Reason, number>;
  notModified: number;
  readonly redirects: Record<RedirectResult, number>;
  /** Requests that a fault of ours left without their answer. */
  failed: number;
  /** Requests for what does not exist here. */
  refused: number;
}

export const REDIRECT_RESULTS = ['node', 'origin', 'refused'] as const;
export type RedirectResult = (typeof REDIRECT_RESULTS)[number];

export function newCounters(): Counters {
  return {
    answers: Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>,
    notModified: 0,
    redirects: { node: 0, origin: 0, refused: 0 },
    failed: 0,
    refused: 0,
  };
}

export function addCounters(to: Counters, from: Counters): void {
  for (const reason of REASONS) to.answers[reason] += from.answers[reason];
  for (const result of REDIRECT_RESULTS) to.redirects[result] += from.redirects[result];
  to.notModified += from.notModified;
  to.failed += from.failed;
  to.refused += from.refused;
}
