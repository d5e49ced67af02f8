import type { ListenAddress, Logger } from '@nearhop/service-kit';
import { fileURLToPath } from 'node:url';
import { addCounters, newCounters, type Counters } from './counters.ts';
import type { ProcessReport } from './router-process.ts';
import type { FromWorker, PlainConfig, ToWorker } from './worker-messages.ts';

const WORKER_MAIN = fileURLToPath(new URL('worker-main.ts', import.meta.url));
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 10_000;
/** A worker that lived this long died of something new. */
const SETTLED_AFTER_MS = 30_000;
const STOP_WITHIN_MS = 11_000;

export interface SeatOptions {
  readonly worker: number;
  readonly listen: ListenAddress;
  readonly config: PlainConfig;
}

/** The place of one worker: whoever sits in it is started, and started again when it dies, later each time it dies soon. */
export class WorkerSeat {
  readonly #options: SeatOptions;
  readonly #log: Logger;
  /** What those who sat here before had answered: sums must not go back. */
  readonly #before: Counters = newCounters();
  #process: Bun.Subprocess | undefined;
  #report: ProcessReport | undefined;
  #backoffMs = FIRST_BACKOFF_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopping = false;

  constructor(options: SeatOptions, dependencies: { readonly log: Logger }) {
    this.#options = options;
    this.#log = dependencies.log;
  }

  /** The last report of the worker that sits here; undefined while the seat is empty. */
  get report(): ProcessReport | undefined {
    return this.#report;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  addCountersTo(sum: Counters): void {
    addCounters(sum, this.#before);
    if (this.#report !== undefined) addCounters(sum, this.#report.counters);
  }

  /** Resolves when the worker answers devices, or has failed for the first time. */
  start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const startedAt = performance.now();
    this.#process = Bun.spawn([process.execPath, WORKER_MAIN], {
      stdio: ['ignore', 'ignore', 'inherit'],
      serialization: 'json',
      ipc: (message: FromWorker) => {
        if (message.kind === 'report') this.#report = message.report;
        else if (message.kind === 'ready') resolve();
        else this.#log.error({ worker: this.#options.worker }, message.text);
      },
      onExit: (_, exitCode, signal) => {
        this.#left(performance.now() - startedAt, exitCode ?? signal);
        resolve();
      },
    });
    this.#tell({ kind: 'start', ...this.#options });
    return promise;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const worker = this.#process;
    if (worker === undefined) return;
    this.#tell({ kind: 'stop' });
    const ended = await Promise.race([worker.exited.then(() => true), Bun.sleep(STOP_WITHIN_MS).then(() => false)]);
    if (!ended) worker.kill('SIGKILL');
  }

  #tell(message: ToWorker): void {
    this.#process?.send(message);
  }

  #left(livedMs: number, code: number | string | null): void {
    this.#process = undefined;
    if (this.#report !== undefined) addCounters(this.#before, this.#report.counters);
    this.#report = undefined;
    if (this.#stopping) return;
    if (livedMs > SETTLED_AFTER_MS) this.#backoffMs = FIRST_BACKOFF_MS;
    this.#log.error({ worker: this.#options.worker, code, againInMs: this.#backoffMs }, 'a worker died');
    this.#timer = setTimeout(() => void this.start(), this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, LONGEST_BACKOFF_MS);
  }
}
