import type { OpinionPolicy } from './opinion-policy.ts';

/** Where the probing of one address stands. Instants are on the caller's monotonic clock. */
export interface AttemptProgress {
  /** `answered`: the round is over. `unanswered`: nobody answered yet. `idle`: the same of a node that is down and silent. */
  readonly phase: 'answered' | 'unanswered' | 'idle';
  /** When the attempt that was answered began, or the last one. */
  readonly attemptAtMs: number;
  /** When the first attempt since the last good answer began; NaN when the last answer was good. */
  readonly silentSinceMs: number;
  /** How many addresses wait for an answer now, this one included. */
  readonly silent: number;
}

/** When to look again: to begin the next attempt or, if that comes first, to find that the silence has lasted too long. */
export function nextAttempt(progress: AttemptProgress, policy: OpinionPolicy): number {
  const { phase, attemptAtMs, silentSinceMs, silent } = progress;
  const waitMs = phase === 'unanswered' ? retryEveryMs(policy, silent) : policy.roundEveryMs;
  const againMs = attemptAtMs + waitMs;
  return Number.isNaN(silentSinceMs) ? againMs : Math.min(againMs, silentSinceMs + policy.silenceMs);
}

/** Constant work: however many nodes are silent, attempts a second have a bound. */
function retryEveryMs(policy: OpinionPolicy, silent: number): number {
  const shared = (silent * 1_000) / policy.retriesPerSecond;
  return Math.min(Math.max(policy.retryEveryMs, shared), policy.roundEveryMs);
}
