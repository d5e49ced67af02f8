import { OutcomeUnknownError, RegistryUnavailableError } from '../errors.ts';
import type { CheckedChange } from '../checked-change.ts';
import { EMPTY_DIGEST } from '../record-hash.ts';
import type { CommitOutcome, Expectation } from '../registry.ts';
import { pause } from '../pause.ts';
import { commitArguments } from './commit-arguments.ts';
import { draftCommit, type CommitDraft } from './commit-draft.ts';
import { planCommit, type Assumed } from './commit-plan.ts';
import { NOTHING_FOUND, readCommitReply } from './commit-reply.ts';
import { commitKeys } from './keys.ts';
import type { LinkHolder } from './link-holder.ts';
import type { Argument, Link } from './link.ts';
import { isFromScript, isRedirection, isRefusal, messageOf, unavailable, wasNotSent } from './redis-failure.ts';
import { SCRIPTS } from './scripts.ts';

/** How long a commit may be kept from happening by others, or by a change of masters, before its caller is told. */
const PATIENCE_MS = 10_000;
/** After so many attempts that came too late a committer asks for the next turn. */
const HASTY_ATTEMPTS = 3;
const TURN_MS = 2_000;
const LONGEST_PAUSE_MS = 10;
const ACK_TIMEOUT_MS = 3_000;

const NO_COUNTS = { customer: 0, origin: 0, node: 0, claim: 0 };

export interface CommitterOptions {
  readonly store: string;
  readonly lineage: string;
  /** How many replicas must have a commit before it is acknowledged. */
  readonly acks: number;
  /** The backup of whose restore the commits are part, or ''. */
  readonly restoring: string;
}

/**
 * Makes the commits of one registry object, one after the other over one link: the script, then WAIT down the same connection.
 * What a commit's digest and chain follow from is remembered from the last one; the script tells when the store has moved on.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #writer: LinkHolder;
  readonly #id = crypto.randomUUID();
  #assumed: Pick<Assumed, 'before' | 'revision'>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CommitterOptions, { writer }: { readonly writer: LinkHolder }) {
    this.#options = options;
    this.#writer = writer;
    const before = { lineage: options.lineage, revision: 0, chain: '', counts: NO_COUNTS, digest: EMPTY_DIGEST };
    this.#assumed = { before, revision: 1 };
  }

  get lineage(): string {
    return this.#options.lineage;
  }

  commit(change: CheckedChange, expectations: readonly Expectation[]): Promise<CommitOutcome> {
    return this.alone(() => this.#commit(draftCommit(change, expectations)));
  }

  /** Runs some work when everything that was asked before has ended: script and WAIT must not mix with another's. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when enough replicas have what this link wrote; rejects with OutcomeUnknownError when that cannot be said. */
  async acknowledged(link: Link): Promise<void> {
    const { acks } = this.#options;
    if (acks === 0) return;
    let got: number;
    try {
      got = Number(await link.call('WAIT', acks, ACK_TIMEOUT_MS));
    } catch (error) {
      throw unknownOutcome(messageOf(error));
    }
    if (got < acks) throw unknownOutcome(`${got} of ${acks} replicas have it after ${ACK_TIMEOUT_MS / 1_000} s`);
  }

  async #commit(draft: CommitDraft): Promise<CommitOutcome> {
    const { acks, restoring } = this.#options;
    const startedAt = performance.now();
    let assumed: Assumed = { ...this.#assumed, oldDigest: EMPTY_DIGEST, oldCounts: NO_COUNTS };
    let plan = planCommit(draft, assumed);
    let found = NOTHING_FOUND;
    let from = 1;
    let after = '';
    for (let late = 0; performance.now() - startedAt < PATIENCE_MS;) {
      const link = await this.#writer.get();
      const mayWrite = draft.inner.size === 0 && draft.impossible.length === 0 && found.conflicts.size === 0;
      const turnMs = late < HASTY_ATTEMPTS ? 0 : TURN_MS;
      const run = {
        restoring,
        committer: this.#id,
        turnMs,
        from,
        after,
        mode: mayWrite ? 'write' : 'check',
        acks,
      } as const;
      const answer = await this.#send(link, draft, commitArguments(draft, plan, assumed, run));
      const reply = answer === undefined ? undefined : readCommitReply(answer, draft, plan, found);
      switch (reply?.kind) {
        case 'committed':
          await this.acknowledged(link);
          this.#assumed = { before: plan.after, revision: plan.after.revision + 1 };
          return { kind: 'committed', position: plan.after, repeated: false };
        case 'repeated':
          await this.acknowledged(link);
          return { kind: 'committed', position: reply.position, repeated: true };
        case 'refused':
          return reply.outcome;
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
      `Cannot commit: others kept the store "${this.#options.store}" busy for ${PATIENCE_MS / 1_000} s`,
    );
  }

  /** The script's answer; undefined when this server did not do it, and another one may. */
  async #send(link: Link, draft: CommitDraft, args: readonly Argument[]): Promise<unknown> {
    try {
      return await SCRIPTS.commit.run(link, commitKeys(draft.change.idempotencyKey), args);
    } catch (error) {
      if (isFromScript(error)) throw unknownOutcome(messageOf(error));
      if (wasNotSent(error) || isRedirection(error)) {
        this.#writer.drop();
        return undefined;
      }
      if (isRefusal(error)) throw unavailable(this.#options.store, error);
      this.#writer.drop();
      throw unknownOutcome(messageOf(error));
    }
  }
}

function unknownOutcome(why: string): OutcomeUnknownError {
  return new OutcomeUnknownError(
    `Cannot tell whether the commit was made: ${why}: retry with the same idempotency key`,
  );
}
