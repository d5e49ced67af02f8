import type { FreezeState } from '../verdict/freeze.ts';
import type { HealthPolicy } from '../verdict/health-policy.ts';
import type { VerdictChange } from '../verdict/verdict-change.ts';
import type { VerdictKeeper } from '../verdict/verdict-keeper.ts';
import { openSegment } from './recording.ts';

/** What came, or would have come, of recorded signals. */
export interface Replayed {
  readonly changes: readonly VerdictChange[];
  /** Each change of the freeze's kind, at the tick that brought it. */
  readonly freezes: readonly { readonly atMs: number; readonly state: FreezeState }[];
  readonly ticks: number;
}

/**
 * Runs the segments of a recording, oldest first, by the policy that they were recorded with, which gives the same changes to the
 * event, or by another, which gives what would have happened. Throws `RecordingError` on bytes that are no recording.
 */
export function replay(recording: readonly Uint8Array[], policy?: HealthPolicy): Replayed {
  const changes: VerdictChange[] = [];
  const freezes: { atMs: number; state: FreezeState }[] = [];
  let keeper: VerdictKeeper | undefined;
  let kind: FreezeState['kind'] | undefined;
  let ticks = 0;
  for (const bytes of recording) {
    const segment = openSegment(bytes);
    // What a later segment's checkpoint says came of the recorded policy.
    keeper ??= segment.keeper(policy ?? segment.recordedPolicy);
    for (const signal of segment.signals()) {
      if (signal.kind !== 'tick') {
        keeper.take(signal);
        continue;
      }
      const { changes: changed, freeze } = keeper.tick(signal.atMs);
      ticks++;
      for (const change of changed) changes.push(change);
      if (freeze.kind !== kind) freezes.push({ atMs: signal.atMs, state: freeze });
      kind = freeze.kind;
    }
  }
  return { changes, freezes, ticks };
}
