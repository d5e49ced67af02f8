import { EMPTY_DIGEST } from '../record-hash.ts';
import type { CommitDraft } from './commit-draft.ts';
import { planCommit, type Assumed, type CommitPlan } from './commit-plan.ts';
import type { LookedAhead } from './look-ahead.ts';

export interface PlannedCommit {
  readonly draft: CommitDraft;
  readonly assumed: Assumed;
  readonly plan: CommitPlan;
}

type Place = Pick<Assumed, 'before' | 'revision'>;

export const NO_COUNTS = { customer: 0, origin: 0, node: 0, claim: 0 };

/**
 * Plans commits that are sent one behind the other: each for the store as the one before leaves it, or as it finds it where that one
 * expects what is not so any more. A wrong guess costs another attempt: the script makes no commit whose chain does not link.
 */
export function planGroup(
  drafts: readonly CommitDraft[],
  looks: readonly (Assumed | LookedAhead | undefined)[],
  start: Place,
): PlannedCommit[] {
  const written = new Set<string>();
  let place = start;
  return drafts.map((draft, index) => {
    const look = looks[index];
    const { oldDigest, oldCounts } = look ?? { oldDigest: EMPTY_DIGEST, oldCounts: NO_COUNTS };
    const assumed = { before: place.before, revision: place.revision, oldDigest, oldCounts };
    const plan = planCommit(draft, assumed);
    const isStale =
      (look !== undefined && 'isStale' in look && look.isStale) ||
      draft.expectations.some(({ kind, id }) => written.has(`${kind}|${id}`));
    if (!isStale) {
      for (const { write } of draft.change.writes) written.add(`${write.kind}|${write.id}`);
      place = { before: plan.after, revision: plan.after.revision + 1 };
    }
    return { draft, assumed, plan };
  });
}
