import type { HealthPolicy } from './health-policy.ts';

/**
 * What speaks against the monitors. `heartbeats`: most of those that would go down at once still send them; `references`:
 * the publisher reaches none of the hosts it compares itself with; `stale-monitors`: most known monitors are silent.
 */
export type FreezeReason = 'heartbeats' | 'references' | 'stale-monitors';

export type FreezeState =
  | { readonly kind: 'calm' }
  /** Nodes that would go down wait for their heartbeats to end: no alarm yet. */
  | { readonly kind: 'holding'; readonly sinceMs: number }
  /** The last verdicts are kept: an alarm. */
  | { readonly kind: 'frozen'; readonly sinceMs: number; readonly reasons: readonly FreezeReason[] }
  /** The contradiction lasts, but was overruled: the majority applies, and the alarm stays. */
  | { readonly kind: 'overruled'; readonly sinceMs: number; readonly reasons: readonly FreezeReason[] };

export const FREEZE_REASONS: readonly FreezeReason[] = ['heartbeats', 'references', 'stale-monitors'];

/**
 * Keeps verdicts from going down while something contradicts the monitors, for 60 s at most. Each reason has its own time, so
 * that one which never ends (a reference that was taken away) does not disarm the others.
 */
export class Freeze {
  readonly #policy: HealthPolicy;
  readonly #sinceMs: Map<FreezeReason, number>;
  #state: FreezeState = { kind: 'calm' };

  constructor(policy: HealthPolicy, sinceMs: Iterable<readonly [FreezeReason, number]> = []) {
    this.#policy = policy;
    this.#sinceMs = new Map(sinceMs);
  }

  get state(): FreezeState {
    return this.#state;
  }

  /** Since when each reason has held. */
  get sinceMs(): ReadonlyMap<FreezeReason, number> {
    return this.#sinceMs;
  }

  /** Takes note of the reasons that hold now. */
  step(reasons: readonly FreezeReason[], nowMs: number): FreezeState {
    for (const reason of FREEZE_REASONS) {
      if (!reasons.includes(reason)) this.#sinceMs.delete(reason);
      else if (!this.#sinceMs.has(reason)) this.#sinceMs.set(reason, nowMs);
    }
    this.#state = this.#judge(nowMs);
    return this.#state;
  }

  #judge(nowMs: number): FreezeState {
    if (this.#sinceMs.size === 0) return { kind: 'calm' };
    const lasting = [...this.#sinceMs];
    const standing = lasting.filter(([, sinceMs]) => nowMs < sinceMs + this.#policy.longestFreezeMs);
    if (standing.length === 0) return { kind: 'overruled', ...summary(lasting) };
    const heldUp = standing.filter(
      ([reason, sinceMs]) => reason !== 'heartbeats' || nowMs >= sinceMs + this.#policy.holdMs,
    );
    return heldUp.length === 0
      ? { kind: 'holding', sinceMs: summary(standing).sinceMs }
      : { kind: 'frozen', ...summary(heldUp) };
  }
}

function summary(reasons: readonly (readonly [FreezeReason, number])[]) {
  return {
    sinceMs: Math.min(...reasons.map(([, sinceMs]) => sinceMs)),
    reasons: reasons.map(([reason]) => reason),
  };
}
