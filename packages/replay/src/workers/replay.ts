import { probe, type ProbeOutcome } from '../attack/probe.ts';
import type { RunTally } from '../measure/run-tally.ts';
import { targetText } from '../attack/target.ts';
import type { Truth } from '../oracle/truth.ts';
import { replayReport, type ReplayReport } from '../report/replay-report.ts';
import { followTruth } from './follow-truth.ts';
import { WorkerTeam, type TeamOptions } from './worker-team.ts';

export type ReplayOptions = TeamOptions;

export interface ReplayDependencies {
  /** The registry that the target follows: needed to judge, and for clients from its table. */
  readonly truth: Truth | undefined;
  /** Told twice a second what was counted so far. */
  readonly onProgress?: (report: ReplayReport) => void;
  /** Ends the run early: what is under way is still answered and judged. */
  readonly signal?: AbortSignal;
  /** The registry cannot be read at the moment: answers that are ahead of what is known may stay unjudged. */
  readonly onTruthAway?: (error: unknown) => void;
}

export type ReplayOutcome =
  | { readonly kind: 'done'; readonly report: ReplayReport }
  /** Nothing was sent but one request. */
  | Exclude<ProbeOutcome, { readonly kind: 'trusted' }>;

/**
 * Sends a load and judges the answers: one request to see that the target answers for the client that it is told, then
 * the workers. Rejects when the registry can't be read, or has no clients to draw.
 */
export async function replay(options: ReplayOptions, dependencies: ReplayDependencies): Promise<ReplayOutcome> {
  const { truth, onProgress, signal, onTruthAway } = dependencies;
  if (truth === undefined && (options.judging !== undefined || options.clients.kind === 'table')) {
    throw new TypeError('Cannot replay: judging, and clients from the table, need a registry');
  }
  const { target, mode, timeoutMs } = options.attack;
  const probed = await probe(target, mode, timeoutMs);
  if (probed.kind !== 'trusted') return probed;
  const team = new WorkerTeam(options);
  const following = new AbortController();
  const stop = () => team.stop();
  try {
    if (truth !== undefined) {
      await followTruth(truth, {
        tell: (message) => team.tell(message),
        onAway: (error) => onTruthAway?.(error),
        signal: following.signal,
      });
    }
    await team.prepare();
    signal?.addEventListener('abort', stop);
    const run = team.run((tally) => onProgress?.(reportOf(options, tally)));
    if (signal?.aborted === true) stop();
    return { kind: 'done', report: reportOf(options, await run) };
  } finally {
    signal?.removeEventListener('abort', stop);
    following.abort();
    await team.close();
  }
}

function reportOf({ attack, arrivals, judging }: ReplayOptions, tally: RunTally): ReplayReport {
  const { seed, workers, ratePerSecond } = arrivals;
  const target = targetText(attack.target);
  return replayReport({ target, seed, workers, ratePerSecond, judged: judging !== undefined }, tally.state);
}
