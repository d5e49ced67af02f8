import { join } from 'node:path';
import type { CommitLedger } from './commit-ledger.ts';
import type { WriterOrder, WriterReport, WritersOptions } from './writer-messages.ts';

const WORKER = join(import.meta.dir, 'writer-worker.ts');

/** A process of writers and a follower, whose every experience goes into the ledger. */
export class Writers {
  readonly name: string;
  /** What the follower held at the end. */
  readonly records = new Map<string, number>();
  readonly #child: Bun.Subprocess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #stopped = Promise.withResolvers<void>();

  /** `command` makes the command that runs another where these writers are. */
  constructor(options: WritersOptions, ledger: CommitLedger, command = (args: readonly string[]) => [...args]) {
    this.name = options.name;
    this.#child = Bun.spawn(command([process.execPath, WORKER, JSON.stringify(options)]), {
      stdio: ['ignore', 'ignore', 'inherit'],
      ipc: (message: WriterReport) => this.#take(message, ledger),
    });
    void this.#failWhenEnded();
    // Whoever waits for them hears of it; before that nobody does.
    for (const { promise } of this.#milestones) promise.catch(() => {});
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  pace(restMs: number): void {
    this.#send({ kind: 'pace', restMs });
  }

  /** Lets everything that is open come to an end. */
  async drain(): Promise<void> {
    this.#send({ kind: 'drain' });
    await this.#drained.promise;
  }

  /** When nobody writes any more: lets the follower catch up. */
  async finish(): Promise<void> {
    this.#send({ kind: 'finish' });
    await this.#stopped.promise;
    await this.end();
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#child.exited;
  }

  async #failWhenEnded(): Promise<void> {
    const error = new Error(`Writers ${this.name} ended with ${await this.#child.exited}`);
    for (const { reject } of this.#milestones) reject(error);
  }

  get #milestones() {
    return [this.#ready, this.#drained, this.#stopped];
  }

  #send(order: WriterOrder): void {
    this.#child.send(order);
  }

  #take(message: WriterReport, ledger: CommitLedger): void {
    if (message.kind === 'ready') return this.#ready.resolve();
    if (message.kind === 'seen') {
      for (const attempt of message.attempts) ledger.attempted(attempt);
      for (const sighting of message.sightings) ledger.sighted(this.name, sighting);
      return;
    }
    if (message.kind === 'drained') return this.#drained.resolve();
    for (const [key, revision] of message.records) this.records.set(key, revision);
    this.#stopped.resolve();
  }
}
