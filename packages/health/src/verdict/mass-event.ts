import { VOTE_DOWN } from './combine.ts';
import type { HealthPolicy } from './health-policy.ts';
import { IN_SERVICE } from './node-facts.ts';
import { DOWN, UP, type VerdictColumns } from './verdict-columns.ts';

/** Whether a node gives signs of life that the monitors do not see. */
export type SignsOfLife = (node: number) => boolean;

/** The nodes that go down within a window of time, seen as one event. */
export interface MassEvent {
  /** Nodes that were `up` at its beginning. */
  readonly wereUp: number;
  /** Those of them that would go down now, and those that went. */
  readonly wouldGoDown: number;
  readonly wentDown: number;
  /** Those of both that give signs of life. */
  readonly alive: number;
}

export function massEvent(
  columns: VerdictColumns,
  policy: HealthPolicy,
  isAlive: SignsOfLife,
  nowMs: number,
): MassEvent {
  const { facts, verdicts, votes, wentDownAtMs } = columns;
  let wereUp = 0;
  let wouldGoDown = 0;
  let wentDown = 0;
  let alive = 0;
  for (let node = 0; node < columns.length; node++) {
    if ((facts[node] ?? 0) < IN_SERVICE) continue;
    const isDownByVote = votes[node] === VOTE_DOWN;
    if (verdicts[node] === UP) {
      wereUp++;
      if (!isDownByVote) continue;
      wouldGoDown++;
    } else if (verdicts[node] === DOWN && isDownByVote && isRecent(wentDownAtMs[node], policy, nowMs)) {
      wereUp++;
      wentDown++;
    } else continue;
    if (isAlive(node)) alive++;
  }
  return { wereUp, wouldGoDown, wentDown, alive };
}

/** More than half of at least 3 would go down, while more than half of those give signs of life. */
export function isContradicted({ wereUp, wouldGoDown, wentDown, alive }: MassEvent, policy: HealthPolicy): boolean {
  const fallen = wouldGoDown + wentDown;
  return wouldGoDown > 0 && wereUp >= policy.massLeastNodes && 2 * fallen > wereUp && 2 * alive > fallen;
}

export function isRecent(wentDownAtMs: number | undefined, policy: HealthPolicy, nowMs: number): boolean {
  return nowMs <= (wentDownAtMs ?? NaN) + policy.massWindowMs;
}
