import type { Logger } from '@nearhop/service-kit';
import { Worker } from 'node:worker_threads';

export interface AccessLogOptions {
  readonly path: string;
  /** One of so many lines is written. */
  readonly oneOf: number;
}

const FLUSH_EVERY_MS = 200;
const BATCH_LINES = 1_000;
/** Batches that are not written yet; further lines are lost, and counted. */
const MOST_UNDER_WAY = 16;
const WORKER = new URL('./access-log-worker.ts', import.meta.url);

/** Writes lines away from the thread that serves: a disk that is slow or full costs lines, never answers. */
export class AccessLog {
  lostLines = 0;
  readonly #oneOf: number;
  readonly #worker: Worker;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #log: Logger;
  #lines: string[] = [];
  #underWay = 0;
  #turn = 0;
  #problem: string | undefined;
  #idle: (() => void) | undefined;

  constructor({ path, oneOf }: AccessLogOptions, log: Logger) {
    this.#oneOf = oneOf;
    this.#log = log;
    this.#worker = new Worker(WORKER, { workerData: path });
    this.#worker.on('message', (problem: string | null) => this.#written(problem));
    this.#worker.on('error', (error) => this.#log.error({ err: error }, 'the access log has ended'));
    this.#timer = setInterval(() => this.#flush(), FLUSH_EVERY_MS);
  }

  /** Asks for the line only when it is this one's turn. */
  add(line: () => string): void {
    this.#turn = (this.#turn + 1) % this.#oneOf;
    if (this.#turn !== 0) return;
    this.#lines.push(line());
    if (this.#lines.length >= BATCH_LINES) this.#flush();
  }

  /** Writes what there is, within `atMostMs`. */
  async close(atMostMs: number): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(resolve, atMostMs);
    if (this.#underWay > 0) await promise;
    clearTimeout(timer);
    await this.#worker.terminate();
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    if (this.#underWay >= MOST_UNDER_WAY) this.lostLines += this.#lines.length;
    else {
      this.#underWay++;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a Worker, no window
      this.#worker.postMessage(`${this.#lines.join('\n')}\n`);
    }
    this.#lines = [];
  }

  #written(problem: string | null): void {
    this.#underWay--;
    if (problem !== null && problem !== this.#problem) this.#log.warn({ problem }, 'the access log cannot be written');
    this.#problem = problem ?? undefined;
    if (this.#underWay === 0) this.#idle?.();
  }
}
