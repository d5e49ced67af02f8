import { RegistryUnavailableError } from '../errors.ts';
import type { CheckedChange } from '../checked-change.ts';
import { EMPTY_DIGEST } from '../record-hash.ts';
import type { CommitOutcome, Expectation } from '../registry.ts';
import { pause } from '../pause.ts';
import { commitArguments } from './commit-arguments.ts';
import { draftCommit } from './commit-draft.ts';
import type { Assumed, CommitPlan } from './commit-plan.ts';
import { NOTHING_FOUND, readCommitReply, type FoundConflicts } from './commit-reply.ts';
import type { DurableWriter, Written } from './durable-writer.ts';
import { commitKeys } from './keys.ts';
import type { Link } from './link.ts';
import { lookAhead } from './look-ahead.ts';
import { NO_COUNTS, planGroup, type PlannedCommit } from './plan-group.ts';
import { SCRIPTS } from './scripts.ts';
import { groupOf, mayWrite, type SentCommit, type WaitingCommit } from './sent-commit.ts';

/** How long a commit may be kept from happening by others, or by a change of masters, before its caller is told. */
const PATIENCE_MS = 10_000;
/** After so many attempts that came too late a committer asks for the next turn. */
const HASTY_ATTEMPTS = 3;
const TURN_MS = 2_000;
const LONGEST_PAUSE_MS = 10;

export interface CommitterOptions {
  readonly lineage: string;
  /** The backup of whose restore the commits are part, or ''. */
  readonly restoring: string;
}

/** How far a commit has come. */
interface Attempt {
  /** How often the store had moved on. */
  readonly late: number;
  /** What the last run said, if there was one. */
  readonly known?: { readonly assumed: Assumed; readonly plan?: CommitPlan };
  /** From which claim on to look for overlaps, after which prefix inside that, and what was found before. */
  readonly from: number;
  readonly after: string;
  readonly found: FoundConflicts;
}

const FIRST_ATTEMPT: Attempt = { late: 0, from: 1, after: '', found: NOTHING_FOUND };

/**
 * Makes the commits of one registry object. What a commit's digest and chain follow from is remembered from the last one; the script tells
 * when the store has moved on.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #writer: DurableWriter;
  readonly #id = crypto.randomUUID();
  /** In the order in which they were asked for, which is the writer's: the first is the one whose turn it is. */
  readonly #waiting: WaitingCommit[] = [];
  #assumed: Pick<Assumed, 'before' | 'revision'>;

  constructor(options: CommitterOptions, { writer }: { readonly writer: DurableWriter }) {
    this.#options = options;
    this.#writer = writer;
    const before = { lineage: options.lineage, revision: 0, chain: '', counts: NO_COUNTS, digest: EMPTY_DIGEST };
    this.#assumed = { before, revision: 1 };
  }

  get lineage(): string {
    return this.#options.lineage;
  }

  commit(change: CheckedChange, expectations: readonly Expectation[]): Promise<CommitOutcome> {
    const waiting = { draft: draftCommit(change, expectations) };
    this.#waiting.push(waiting);
    return this.#writer.write(() => this.#commit(waiting).finally(() => this.#waiting.shift()));
  }

  /** Runs some work when everything that was asked before has ended: script and WAIT must not mix with another's. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#writer.write(async () => ({ value: await work() }));
  }

  /** As the writer's. */
  acknowledged(link: Link): Promise<void> {
    return this.#writer.acknowledged(link);
  }

  async #commit(waiting: WaitingCommit): Promise<Written<CommitOutcome>> {
    const { draft } = waiting;
    const { acks, store } = this.#writer;
    const startedAt = performance.now();
    let attempt: Attempt = FIRST_ATTEMPT;
    while (performance.now() - startedAt < PATIENCE_MS) {
      const sent = waiting.sent ?? (await this.#send(waiting, attempt));
      delete waiting.sent;
      const { link, plan, assumed } = sent;
      if (sent.answer.status === 'rejected') throw sent.answer.reason;
      const answer: unknown = sent.answer.value;
      const reply = answer === undefined ? undefined : readCommitReply(answer, draft, plan, attempt.found);
      switch (reply?.kind) {
        case 'committed':
          acks.note(reply.replicas);
          this.#assumed = { before: plan.after, revision: plan.after.revision + 1 };
          return { value: { kind: 'committed', position: plan.after, repeated: false }, over: link };
        case 'repeated':
          return { value: { kind: 'committed', position: reply.position, repeated: true }, over: link };
        case 'refused':
          return { value: reply.outcome };
        case 'alone':
          if (acks.isCounted) this.#writer.dropLink(); // the next one asks anew how many there are
          throw new RegistryUnavailableError(acks.complaint(reply.replicas));
        case 'more':
          attempt = { ...reply, late: attempt.late, known: { plan, assumed } };
          break;
        case 'moved':
          this.#assumed = reply.assumed;
          attempt = { ...FIRST_ATTEMPT, late: attempt.late + 1, known: { assumed: reply.assumed } };
          break;
        case 'busy':
        case undefined:
          attempt = { ...attempt, known: { plan, assumed } };
          await pause(1 + Math.random() * LONGEST_PAUSE_MS);
      }
    }
    throw new RegistryUnavailableError(
      `Cannot commit: others kept the store "${store}" busy for ${PATIENCE_MS / 1_000} s`,
    );
  }

  /** Runs the script for one commit, and behind it for those that wait and may go with it: one look, one trip and one sync for all. */
  async #send(first: WaitingCommit, attempt: Attempt): Promise<SentCommit> {
    const link = await this.#writer.link();
    const group = attempt.known?.plan === undefined ? groupOf(this.#waiting) : [first];
    const looks = await this.#looks(link, group, attempt.known?.assumed);
    const start = looks.find((look) => look !== undefined) ?? this.#assumed;
    const { known } = attempt;
    const planned =
      known?.plan === undefined
        ? planGroup(
            group.map(({ draft }) => draft),
            looks,
            start,
          )
        : [{ draft: first.draft, assumed: known.assumed, plan: known.plan }];
    const answers = await Promise.allSettled(
      planned.map((each, index) => this.#run(link, each, index === 0 ? attempt : FIRST_ATTEMPT)),
    );
    const sent = planned.map(({ plan, assumed }, index) => ({
      link,
      plan,
      assumed,
      answer: answers[index] as PromiseSettledResult<unknown>, // one for each
    }));
    for (const [index, each] of group.entries()) each.sent = sent[index] as SentCommit;
    return sent[0] as SentCommit; // a group has its first
  }

  /** What the commits of a group replace; what is known of the first need not be looked at. */
  async #looks(link: Link, group: readonly WaitingCommit[], known: Assumed | undefined) {
    const drafts = group.map(({ draft }) => draft);
    const { lineage } = this.#options;
    if (known === undefined) return lookAhead(link, drafts, lineage);
    return [known, ...(await lookAhead(link, drafts.slice(1), lineage))];
  }

  /** Sends before it first waits, so that the scripts of a group go out in order. */
  async #run(link: Link, { draft, plan, assumed }: PlannedCommit, attempt: Attempt): Promise<unknown> {
    const run = {
      restoring: this.#options.restoring,
      committer: this.#id,
      turnMs: attempt.late < HASTY_ATTEMPTS ? 0 : TURN_MS,
      from: attempt.from,
      after: attempt.after,
      mode: mayWrite(draft) && attempt.found.conflicts.size === 0 ? 'write' : 'check',
      acks: this.#writer.acks.count,
    } as const;
    const keys = commitKeys(draft.change.idempotencyKey);
    return this.#writer.send(link, SCRIPTS.commit, keys, commitArguments(draft, plan, assumed, run));
  }
}
