import type { CommitDraft } from './commit-draft.ts';
import type { Assumed, CommitPlan } from './commit-plan.ts';
import type { Link } from './link.ts';

/** A commit that was asked for and has not ended. */
export interface WaitingCommit {
  readonly draft: CommitDraft;
  /** What it came to when it was sent behind others, until its own turn comes. */
  sent?: SentCommit;
}

/** One run of the commit script. */
export interface SentCommit {
  readonly link: Link;
  readonly assumed: Assumed;
  readonly plan: CommitPlan;
  /** The script's answer; undefined when this server did not do it. A rejection is for the commit whose it is. */
  readonly answer: PromiseSettledResult<unknown>;
}

/** How many commits, and how many writes in all, one group may have: the server answers nobody else while it runs them. */
const MOST_COMMITS = 32;
const MOST_WRITES = 200;

/**
 * The first of those that wait, and the ones behind it that may be sent with it, without waiting for its answer. Each is planned for what
 * the store is after the one before it; where that one is not made after all, the script finds another chain and writes nothing.
 */
export function groupOf(waiting: readonly WaitingCommit[]): WaitingCommit[] {
  const group: WaitingCommit[] = [];
  const written = new Set<string>();
  let writes = 0;
  for (const each of waiting) {
    if (group.length > 0 && each.sent !== undefined && !wasTooLate(each.sent)) continue; // it has its answer
    const ids = each.draft.change.writes.map(({ write }) => `${write.kind}|${write.id}`);
    writes += ids.length;
    const isFirst = group.length === 0;
    const expected = new Set(each.draft.expectations.map(({ kind, id }) => `${kind}|${id}`));
    // What one before it wrote is not what was looked at; but where it expects that record it is refused, and replaces nothing.
    const knowsWhatItReplaces = ids.every((id) => !written.has(id) || expected.has(id));
    const fits = mayWrite(each.draft) && writes <= MOST_WRITES && knowsWhatItReplaces;
    if (!isFirst && !fits) break;
    group.push(each);
    if (!fits || group.length === MOST_COMMITS) break;
    for (const id of ids) written.add(id);
  }
  return group;
}

/** Whether nothing in it contradicts itself: otherwise it is sent to be checked only. */
export function mayWrite({ inner, impossible }: CommitDraft): boolean {
  return inner.size === 0 && impossible.length === 0;
}

/** Whether the script found the store elsewhere than was assumed, and wrote nothing. */
function wasTooLate({ answer }: SentCommit): boolean {
  return answer.status === 'fulfilled' && (answer.value === undefined || isMoved(answer.value));
}

function isMoved(answer: unknown): boolean {
  return Array.isArray(answer) && (answer[0] === 'moved' || answer[0] === 'busy');
}
