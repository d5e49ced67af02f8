import { Worker } from 'node:worker_threads';
import { RunTally, type TallyState } from '../measure/run-tally.ts';
import type { FromWorker, ToWorker, TruthMessage, WorkerPlan } from './protocol.ts';
import { WorkerFailure } from './worker-failure.ts';

export interface TeamOptions extends Omit<WorkerPlan, 'arrivals'> {
  readonly arrivals: Omit<WorkerPlan['arrivals'], 'worker'>;
}

/** The workers of a run, each a thread with its share of the requests; together they are as one. */
export class WorkerTeam {
  readonly #workers: readonly Worker[];
  readonly #failure = Promise.withResolvers<never>();

  constructor(options: TeamOptions) {
    // Whoever waits for a step hears of a failure; in between nobody does.
    this.#failure.promise.catch(() => undefined);
    const fail = (message: string) =>
      this.#failure.reject(new WorkerFailure(`A worker of the replay ended: ${message}`));
    this.#workers = Array.from({ length: options.arrivals.workers }, (_, worker) => {
      const workerData: WorkerPlan = { ...options, arrivals: { ...options.arrivals, worker } };
      const thread = new Worker(new URL('worker-main.ts', import.meta.url), { workerData });
      thread.on('error', (error: Error) => fail(error.message));
      thread.on('exit', (code) => fail(`exit ${code}`));
      thread.on('message', (message: FromWorker) => {
        if (message.kind === 'failed') fail(message.message);
      });
      return thread;
    });
  }

  tell(message: TruthMessage): void {
    this.#tellAll(message);
  }

  /** Resolves when all could begin at once. */
  async prepare(): Promise<void> {
    const prepared = this.#whenAll('prepared', () => {});
    this.#tellAll({ kind: 'prepare' });
    await prepared;
  }

  /** Resolves to what all of them counted. */
  async run(onProgress: (tally: RunTally) => void): Promise<RunTally> {
    const newest = new Map<Worker, TallyState>();
    const done = this.#whenAll('done', (message, worker) => {
      if (message.kind !== 'progress' && message.kind !== 'done') return;
      newest.set(worker, message.tally);
      if (message.kind === 'progress' && worker === this.#workers[0]) onProgress(merged(newest.values()));
    });
    this.#tellAll({ kind: 'start' });
    await done;
    return merged(newest.values());
  }

  /** No request goes out any more; `run` resolves once those under way have ended. */
  stop(): void {
    this.#tellAll({ kind: 'stop' });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Resolves when every worker has told this once; `hear` is told everything until then. */
  async #whenAll(kind: FromWorker['kind'], hear: (message: FromWorker, worker: Worker) => void): Promise<void> {
    const told = this.#workers.map(
      (worker) =>
        new Promise<void>((resolve) => {
          const listener = (message: FromWorker) => {
            hear(message, worker);
            if (message.kind !== kind) return;
            worker.off('message', listener);
            resolve();
          };
          worker.on('message', listener);
        }),
    );
    await Promise.race([Promise.all(told), this.#failure.promise]);
  }

  #tellAll(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    for (const worker of this.#workers) worker.postMessage(message);
  }
}

function merged(tallies: Iterable<TallyState>): RunTally {
  const all = new RunTally();
  for (const tally of tallies) all.merge(tally);
  return all;
}
