import { Worker } from 'node:worker_threads';
import type { FromDrive } from '../wire/from-drive.ts';
import type { ToDrive } from '../wire/to-drive.ts';

type Asking = Extract<ToDrive, { readonly ask: number }>;
export type Question = Asking extends infer Each ? (Each extends Asking ? Omit<Each, 'ask'> : never) : never;

/** What a Worker says without having been asked. */
export type Telling = Exclude<FromDrive, { readonly kind: 'answer' | 'refusal' }>;

export interface LinkEvents {
  readonly received: (message: Telling) => void;
  /** It has not answered for too long, and then: it has. */
  readonly stalled: () => void;
  readonly recovered: () => void;
  /** The Worker ended by itself. */
  readonly died: (reason: string) => void;
}

interface Pending {
  readonly answered: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly sinceMs: number;
}

const LOOKS_PER_LIMIT = 10;

/** The way to a drive's Worker, and an eye on whether it answers. */
export class DriveLink {
  readonly #worker: Worker;
  readonly #events: LinkEvents;
  readonly #pending = new Map<number, Pending>();
  readonly #limitMs: number;
  readonly #timer: NodeJS.Timeout;
  #asked = 0;
  #heardMs = performance.now();
  #lookedMs = performance.now();
  #isStalled = false;
  #isClosed = false;

  constructor(workerModule: URL, limitMs: number, events: LinkEvents) {
    this.#events = events;
    this.#limitMs = limitMs;
    this.#worker = new Worker(workerModule);
    this.#worker.on('message', (message: FromDrive) => this.#hear(message));
    this.#worker.on('error', (error: unknown) => this.#die(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => this.#die('it ended'));
    this.#timer = setInterval(() => this.#look(), limitMs / LOOKS_PER_LIMIT);
  }

  post(message: ToDrive): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a Worker has no origins
    if (!this.#isClosed) this.#worker.postMessage(message);
  }

  /**
   * What is answered; rejects with an error that has a `code` when the Worker refuses or ends. `act` sees the answer before any later
   * message of the Worker is.
   */
  ask<Value>(question: Question, act: (answer: unknown) => Value): Promise<Value> {
    if (this.#isClosed) return Promise.reject(linkError('DRIVE_FAILED', 'The Worker of the drive has ended'));
    this.#asked += 1;
    const ask = this.#asked;
    return new Promise((resolve, reject) => {
      const answered = (answer: unknown) => resolve(act(answer));
      this.#pending.set(ask, { answered, reject, sinceMs: performance.now() });
      this.post({ ...question, ask });
    });
  }

  async close(): Promise<void> {
    this.#end('The store was closed');
    await this.#worker.terminate();
  }

  #hear(message: FromDrive): void {
    this.#heardMs = performance.now();
    if (this.#isStalled) {
      this.#isStalled = false;
      this.#events.recovered();
    }
    if (message.kind !== 'answer' && message.kind !== 'refusal') return this.#events.received(message);
    const pending = this.#pending.get(message.ask);
    this.#pending.delete(message.ask);
    if (message.kind === 'answer') pending?.answered(message.value);
    else pending?.reject(linkError(message.code, message.message));
  }

  /** Its silence counts from the oldest question, and only while this thread itself had time to listen. */
  #look(): void {
    const nowMs = performance.now();
    const wasLate = nowMs - this.#lookedMs > (this.#limitMs / LOOKS_PER_LIMIT) * 3;
    this.#lookedMs = nowMs;
    const oldest = this.#pending.values().next().value;
    if (oldest === undefined) void this.ask({ kind: 'ping' }, () => undefined).catch(() => undefined);
    else if (!wasLate && !this.#isStalled && nowMs - Math.max(this.#heardMs, oldest.sinceMs) > this.#limitMs) {
      this.#isStalled = true;
      this.#events.stalled();
    }
  }

  #die(reason: string): void {
    if (this.#isClosed) return;
    this.#end(reason);
    this.#events.died(reason);
  }

  #end(reason: string): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const { reject } of this.#pending.values()) reject(linkError('DRIVE_FAILED', reason));
    this.#pending.clear();
  }
}

function linkError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
