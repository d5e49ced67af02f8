import type { RouteAnswer } from '@nearhop/contracts';
import type { ExpectedAnswer } from '../oracle/expected-answer.ts';
import type { DifferingMember } from './difference.ts';

/** What an answer turned out to be. */
export type Verdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly example: WrongAnswer }
  /**
   * Its world is not to be had: `ahead`: not followed to in time; `forgotten`: too old to be remembered; `skipped`: a vector
   * that whoever feeds the history passed over.
   */
  | { readonly kind: 'unjudged'; readonly why: UnjudgedReason };

export const UNJUDGED_REASONS = ['ahead', 'forgotten', 'skipped'] as const;
export type UnjudgedReason = (typeof UNJUDGED_REASONS)[number];

/** A wrong answer, with all that is needed to look into it. */
export interface WrongAnswer {
  /** The request's number in the run, which with the seed gives the same client again. */
  readonly number: number;
  /** When it came, milliseconds from the start of the run. */
  readonly atMs: number;
  /** The first member that differs; `revision` when the answer names one that never was. */
  readonly differs: DifferingMember | 'revision';
  readonly client: string;
  readonly said: RouteAnswer;
  /** Null when nothing can be expected of a revision that never was. */
  readonly expected: ExpectedAnswer | null;
}
