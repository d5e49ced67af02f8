// Rows are reserved before they are read, so `!` on a column means "reserved".
import { VOTE_DOWN, VOTE_UP } from './combine.ts';
import { isAlive, type KeeperParts } from './keeper-parts.ts';
import { isRecent } from './mass-event.ts';
import { HAS_ADDRESS, IN_SERVICE } from './node-facts.ts';
import type { ChangeCause } from './verdict-change.ts';
import { DOWN, UNKNOWN, UP } from './verdict-columns.ts';

/** Sets the verdict of a node, and makes the change known. */
export type ApplyChange = (node: number, to: number, because: ChangeCause) => void;

/** A freeze by heartbeats begins when half of the nodes may have gone down already: those alive come back with it. */
export function restore(parts: KeeperParts, change: ApplyChange, nowMs: number): void {
  const state = parts.freeze.state;
  const isFrozen = state.kind === 'frozen' && state.reasons.includes('heartbeats');
  if (isFrozen && !parts.hasRestored) {
    const { columns, policy, shares } = parts;
    for (let node = 0; node < columns.length; node++) {
      if (columns.verdicts[node] !== DOWN || columns.votes[node] !== VOTE_DOWN) continue;
      if (!isRecent(columns.wentDownAtMs[node], policy, nowMs) || !isAlive(parts, node, nowMs)) continue;
      columns.heldSinceMs[node] = columns.wentDownAtMs[node]!;
      columns.wentDownAtMs[node] = NaN;
      shares.startWhole(node);
      change(node, UP, 'heartbeats');
    }
  }
  parts.hasRestored = isFrozen;
}

/** Applies the votes as far as the freeze lets them; returns how many nodes in service are without a verdict. */
export function applyVotes(parts: KeeperParts, change: ApplyChange, nowMs: number): number {
  const { columns, shares } = parts;
  const { facts, verdicts, votes, wentDownAtMs, heldSinceMs } = columns;
  let undecided = 0;
  for (let node = 0; node < columns.length; node++) {
    const verdict = verdicts[node]!;
    const vote = votes[node]!;
    if ((facts[node]! & HAS_ADDRESS) === 0) {
      if (verdict !== UNKNOWN) change(node, UNKNOWN, 'no-address');
      shares.startWhole(node);
      heldSinceMs[node] = NaN;
    } else if (vote === VOTE_DOWN && verdict !== DOWN) {
      const because = verdict === UP ? fall(parts, node, nowMs) : 'opinions';
      if (because === 'held') continue;
      wentDownAtMs[node] = because === 'opinions' && verdict === UP ? nowMs : NaN;
      heldSinceMs[node] = NaN;
      change(node, DOWN, because);
    } else {
      heldSinceMs[node] = NaN;
      if (vote === VOTE_UP && verdict !== UP) {
        if (verdict === DOWN) shares.startSlowly(node, nowMs);
        change(node, UP, 'opinions');
      } else if (verdict === UNKNOWN && facts[node]! >= IN_SERVICE) undecided++;
    }
  }
  return undecided;
}

/** Whether a node that is `up` may go down now, and by what right. */
function fall(parts: KeeperParts, node: number, nowMs: number): 'opinions' | 'overruled' | 'held' {
  const { columns, policy } = parts;
  const { kind } = parts.freeze.state;
  const heldSinceMs = columns.heldSinceMs[node]!;
  if (columns.facts[node]! < IN_SERVICE) return 'opinions';
  if (kind === 'overruled') return Number.isNaN(heldSinceMs) ? 'opinions' : 'overruled';
  if (kind === 'calm') return 'opinions';
  // One reason may follow on another: no node waits longer for that.
  if (nowMs >= heldSinceMs + policy.longestFreezeMs) return 'overruled';
  if (Number.isNaN(heldSinceMs)) columns.heldSinceMs[node] = nowMs;
  return 'held';
}
