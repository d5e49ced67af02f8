import { OutcomeUnknownError } from '../errors.ts';
import type { LinkHolder } from './link-holder.ts';
import type { Argument, Link } from './link.ts';
import { isFromScript, isRedirection, isRefusal, messageOf, unavailable, wasNotSent } from './redis-failure.ts';
import type { RequiredAcks } from './required-acks.ts';
import type { Script } from './script.ts';

const ACK_TIMEOUT_MS = 3_000;
/** How many writes one WAIT may be for: the first of them waits for the last. */
const MOST_PER_WAIT = 32;

export interface DurableWriterDependencies {
  /** To the server that may be written to. */
  readonly links: LinkHolder;
  readonly acks: RequiredAcks;
}

/** What some work came to, and over which link it wrote something that replicas must have; unset for nothing. */
export interface Written<T> {
  readonly value: T;
  readonly over?: Link;
}

interface Job {
  /** Returns the link that it wrote over. */
  readonly run: () => Promise<Link | undefined>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes of one registry object, one after the other over one link, each acknowledged by a WAIT down the same connection. Writes that queue
 * up share one WAIT: it is for all that its connection wrote before.
 */
export class DurableWriter {
  /** As errors call it. */
  readonly store: string;
  readonly acks: RequiredAcks;
  readonly #links: LinkHolder;
  readonly #jobs: Job[] = [];
  #written: { readonly job: Job; readonly link: Link }[] = [];
  #isRunning = false;

  constructor({ store }: { readonly store: string }, { links, acks }: DurableWriterDependencies) {
    this.store = store;
    this.acks = acks;
    this.#links = links;
  }

  /** Rejects with RegistryUnavailableError when no link can be had. */
  link(): Promise<Link> {
    return this.#links.get();
  }

  /** Goes on over a new link, at whose beginning the replicas are counted anew. */
  dropLink(): void {
    this.#links.drop();
  }

  /** Runs some work when everything that was asked before has run; resolves when enough replicas have what it wrote. */
  write<T>(work: () => Promise<Written<T>>): Promise<T> {
    return new Promise((resolve, reject) => {
      let value: T;
      const run = async () => {
        const written = await work();
        ({ value } = written);
        return written.over;
      };
      this.#jobs.push({ run, resolve: () => resolve(value), reject });
      if (!this.#isRunning) void this.#runJobs();
    });
  }

  /** The script's answer; undefined when this server did not do it, and another one may. */
  async send(link: Link, script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    try {
      return await script.run(link, keys, args);
    } catch (error) {
      if (isFromScript(error)) throw unknownOutcome(messageOf(error));
      if (wasNotSent(error) || isRedirection(error)) {
        this.#links.drop();
        return undefined;
      }
      if (isRefusal(error)) throw unavailable(this.store, error);
      this.#links.drop();
      throw unknownOutcome(messageOf(error));
    }
  }

  /** Resolves when enough replicas have what this link wrote; rejects with OutcomeUnknownError when that cannot be said. */
  async acknowledged(link: Link): Promise<void> {
    const acks = this.acks.count;
    if (acks === 0) return;
    let got: number;
    try {
      got = Number(await link.call('WAIT', acks, ACK_TIMEOUT_MS));
    } catch (error) {
      throw unknownOutcome(messageOf(error));
    }
    if (got < acks) throw unknownOutcome(`${got} of ${acks} replicas have it after ${ACK_TIMEOUT_MS / 1_000} s`);
  }

  async #runJobs(): Promise<void> {
    this.#isRunning = true;
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      try {
        const link = await job.run();
        if (link === undefined) job.resolve();
        else this.#written.push({ job, link });
      } catch (error) {
        job.reject(error);
      }
      if (this.#jobs.length === 0 || this.#written.length >= MOST_PER_WAIT) await this.#acknowledgeWritten();
    }
    this.#isRunning = false;
  }

  /** A link that ended meanwhile acknowledges nothing: what was written over it stays unknown. */
  async #acknowledgeWritten(): Promise<void> {
    const written = this.#written;
    this.#written = [];
    for (const link of new Set(written.map((each) => each.link))) {
      const jobs = written.filter((each) => each.link === link).map(({ job }) => job);
      try {
        await this.acknowledged(link);
        for (const job of jobs) job.resolve();
      } catch (error) {
        for (const job of jobs) job.reject(error);
      }
    }
  }
}

function unknownOutcome(why: string): OutcomeUnknownError {
  return new OutcomeUnknownError(
    `Cannot tell whether the commit was made: ${why}: retry with the same idempotency key`,
  );
}
