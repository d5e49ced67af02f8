import type { CommitDraft } from './commit-draft.ts';
import type { Assumed, CommitPlan } from './commit-plan.ts';
import { madeText } from './commit-reply.ts';
import type { Argument } from './link.ts';
import { countsText } from './position-hash.ts';
import { revisionHead } from './revision-entry.ts';

/** How many revisions stay to be followed and looked up, and how many bytes of them. */
const MOST_REVISIONS = 100_000;
const MOST_REVISION_BYTES = 256 * 1_024 * 1_024;
const KEEP_IDEMPOTENCY_MS = 24 * 60 * 60 * 1_000;

/** Which of the runs that one commit may take this is. */
export interface Run {
  readonly restoring: string;
  readonly committer: string;
  readonly turnMs: number;
  /** From which claim on to look for overlaps, counted from 1. */
  readonly from: number;
  /** After which prefix inside that claim, or ''. */
  readonly after: string;
  readonly mode: 'write' | 'check';
  /** How many replicas must be there. */
  readonly acks: number;
}

/** The ARGV of the commit script: see the head of scripts/commit/look.lua. */
export function commitArguments(draft: CommitDraft, plan: CommitPlan, assumed: Assumed, run: Run): readonly Argument[] {
  const { change, ends } = draft;
  const { after, highestNumber, entries } = plan;
  const { before } = assumed;
  const previous = { revision: before.revision, chain: before.chain };
  return [
    after.lineage,
    run.restoring,
    run.mode,
    run.committer,
    run.turnMs,
    before.chain,
    after.revision,
    after.chain,
    after.digest,
    countsText(after.counts),
    assumed.oldDigest,
    countsText(assumed.oldCounts),
    change.idempotencyKey === undefined ? '' : madeText(after),
    KEEP_IDEMPOTENCY_MS,
    revisionHead({ previous, position: after, by: change.by, why: change.why, at: change.at }),
    change.writesText,
    highestNumber,
    MOST_REVISIONS,
    MOST_REVISION_BYTES,
    run.from,
    ends[4],
    ends[6],
    run.after,
    run.acks,
    ...entries,
  ];
}
