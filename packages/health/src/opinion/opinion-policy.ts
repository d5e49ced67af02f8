export interface OpinionPolicy {
  readonly roundEveryMs: number;
  /** An attempt without an answer is followed by another, until one is answered. */
  readonly retryEveryMs: number;
  /** Over all nodes: when many are silent at once, each is tried again less often. */
  readonly retriesPerSecond: number;
  /** Two hard failures that began at least so far apart, and no good answer between them: `down`. */
  readonly hardApartMs: number;
  /** So long without a good answer since the first attempt that brought none: `down`. */
  readonly silenceMs: number;
  readonly goodRounds: number;
  /** The good rounds must spread over so long, doubled for each relapse. */
  readonly goodForMs: number;
  readonly goodForAtMostMs: number;
  /** Going down so soon after having come back is a relapse. */
  readonly relapseWithinMs: number;
  /** Rounds in which the monitor's own loop lagged more do not count. */
  readonly lagMs: number;
  /** A monitor without a round that counts for so long has no opinion. */
  readonly blindAfterMs: number;
}

export const OPINION_POLICY: OpinionPolicy = {
  roundEveryMs: 1_000,
  retryEveryMs: 125,
  retriesPerSecond: 8_000,
  hardApartMs: 1_000,
  silenceMs: 2_500,
  goodRounds: 3,
  goodForMs: 10_000,
  goodForAtMostMs: 300_000,
  relapseWithinMs: 600_000,
  lagMs: 200,
  blindAfterMs: 10_000,
};

/** How long good rounds must go on after so many relapses. */
export function goodForMs(policy: OpinionPolicy, relapses: number): number {
  return Math.min(policy.goodForMs * 2 ** relapses, policy.goodForAtMostMs);
}
