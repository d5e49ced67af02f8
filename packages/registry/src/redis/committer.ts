import { RegistryUnavailableError } from '../errors.ts';
import type { CheckedChange } from '../checked-change.ts';
import { EMPTY_DIGEST } from '../record-hash.ts';
import type { CommitOutcome, Expectation } from '../registry.ts';
import { pause } from '../pause.ts';
import { commitArguments } from './commit-arguments.ts';
import { draftCommit, type CommitDraft } from './commit-draft.ts';
import { planCommit, type Assumed } from './commit-plan.ts';
import { NOTHING_FOUND, readCommitReply } from './commit-reply.ts';
import type { DurableWriter, Written } from './durable-writer.ts';
import { commitKeys } from './keys.ts';
import type { Link } from './link.ts';
import { lookAhead } from './look-ahead.ts';
import { SCRIPTS } from './scripts.ts';

/** How long a commit may be kept from happening by others, or by a change of masters, before its caller is told. */
const PATIENCE_MS = 10_000;
/** After so many attempts that came too late a committer asks for the next turn. */
const HASTY_ATTEMPTS = 3;
const TURN_MS = 2_000;
const LONGEST_PAUSE_MS = 10;

const NO_COUNTS = { customer: 0, origin: 0, node: 0, claim: 0 };

export interface CommitterOptions {
  readonly lineage: string;
  /** The backup of whose restore the commits are part, or ''. */
  readonly restoring: string;
}

/**
 * Makes the commits of one registry object. What a commit's digest and chain follow from is remembered from the last one; the script tells
 * when the store has moved on.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #writer: DurableWriter;
  readonly #id = crypto.randomUUID();
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
    return this.#writer.write(() => this.#commit(draftCommit(change, expectations)));
  }

  /** Runs some work when everything that was asked before has ended: script and WAIT must not mix with another's. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#writer.write(async () => ({ value: await work() }));
  }

  /** As the writer's. */
  acknowledged(link: Link): Promise<void> {
    return this.#writer.acknowledged(link);
  }

  async #commit(draft: CommitDraft): Promise<Written<CommitOutcome>> {
    const { lineage, restoring } = this.#options;
    const { acks, store } = this.#writer;
    const startedAt = performance.now();
    const ahead = await lookAhead(await this.#writer.link(), draft, lineage);
    let assumed: Assumed = ahead ?? { ...this.#assumed, oldDigest: EMPTY_DIGEST, oldCounts: NO_COUNTS };
    let plan = planCommit(draft, assumed);
    let found = NOTHING_FOUND;
    let from = 1;
    let after = '';
    for (let late = 0; performance.now() - startedAt < PATIENCE_MS;) {
      const link = await this.#writer.link();
      const mayWrite = draft.inner.size === 0 && draft.impossible.length === 0 && found.conflicts.size === 0;
      const turnMs = late < HASTY_ATTEMPTS ? 0 : TURN_MS;
      const run = {
        restoring,
        committer: this.#id,
        turnMs,
        from,
        after,
        mode: mayWrite ? 'write' : 'check',
        acks: acks.count,
      } as const;
      const keys = commitKeys(draft.change.idempotencyKey);
      const answer = await this.#writer.send(link, SCRIPTS.commit, keys, commitArguments(draft, plan, assumed, run));
      const reply = answer === undefined ? undefined : readCommitReply(answer, draft, plan, found);
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
          ({ from, after, found } = reply);
          break;
        case 'moved':
          this.#assumed = assumed = reply.assumed;
          plan = planCommit(draft, assumed);
          found = NOTHING_FOUND;
          from = 1;
          after = '';
          late++;
          break;
        case 'busy':
        case undefined:
          await pause(1 + Math.random() * LONGEST_PAUSE_MS);
      }
    }
    throw new RegistryUnavailableError(
      `Cannot commit: others kept the store "${store}" busy for ${PATIENCE_MS / 1_000} s`,
    );
  }
}
