import type { ClientSource } from '../clients/client-source.ts';
import type { Arrivals } from '../pacer/arrivals.ts';
import { OwnLag } from '../pacer/own-lag.ts';
import { Connection, type HttpAnswer } from './connection.ts';
import type { Failure } from './failure.ts';
import type { Question } from './question.ts';
import type { ConnectionMode, Target } from './target.ts';

export interface AttackOptions {
  readonly target: Target;
  readonly mode: ConnectionMode;
  /** How many at most, and so how many questions may be under way. */
  readonly connections: number;
  /** From when a request is due to the last byte of its answer. */
  readonly timeoutMs: number;
}

export interface AttackDependencies {
  readonly arrivals: Arrivals;
  readonly clients: Pick<ClientSource, 'client'>;
  /** `atMs` counts from the start of the run. */
  readonly onAnswer: (question: Question, answer: HttpAnswer, atMs: number) => void;
  readonly onFailure: (failure: Failure, atMs: number) => void;
}

/** A due request nearer than this is waited for by turning the loop: a timer would be up to a millisecond late. */
const SPIN_MS = 2;
const LOOK_FOR_TIMEOUTS_MS = 20;

/**
 * Sends requests when they are due, each over a connection that is free, and hands on what comes back. How long an
 * answer takes never delays the next request, but for a lack of connections, and then latency still counts from when it was due.
 */
export class Attack {
  readonly lag = new OwnLag();
  readonly #options: AttackOptions;
  readonly #dependencies: AttackDependencies;
  readonly #all: Connection[] = [];
  readonly #free: Connection[] = [];
  readonly #finished = Promise.withResolvers<void>();
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lookedAtMs = 0;
  #events = 0;
  #eventsBefore = 0;
  #stopped = false;
  #broken = false;

  constructor(options: AttackOptions, dependencies: AttackDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    for (let index = 0; index < options.connections; index++) {
      this.#all.push(new Connection(options, { answered: this.#answered, failed: this.#failed, free: this.#freed }));
    }
    this.#free = [...this.#all];
  }

  /** Resolves when every request that came due was answered or failed. */
  run(): Promise<void> {
    this.#startedAt = performance.now();
    this.#turn();
    return this.#finished.promise;
  }

  /** Sends no more; what is under way is still waited for. */
  stop(): void {
    this.#stopped = true;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  readonly #turn = (): void => this.#guarded(() => this.#turnOnce());

  #turnOnce(): void {
    this.#timer = undefined;
    const nowMs = this.elapsedMs;
    this.#sendDue(nowMs);
    if (nowMs - this.#lookedAtMs >= LOOK_FOR_TIMEOUTS_MS) this.#expire(nowMs);
    if (this.#isOver()) return this.#finish();
    const isIdle = this.#events === this.#eventsBefore;
    this.#eventsBefore = this.#events;
    if (isIdle) this.lag.idle(nowMs);
    const waitMs = this.#free.length === 0 ? LOOK_FOR_TIMEOUTS_MS : this.#nextMs - nowMs;
    // Only after a whole turn in which nothing came: else what waits in the sockets would pass for idleness.
    if (!isIdle || waitMs <= SPIN_MS) setImmediate(this.#turn);
    else this.#timer = setTimeout(this.#turn, Math.min(waitMs - 1, LOOK_FOR_TIMEOUTS_MS));
  }

  /** An error in a socket's or a timer's callback is nobody's: it must end the run, not leave it waiting. */
  #guarded(step: () => void): void {
    if (this.#broken) return;
    try {
      step();
    } catch (error) {
      this.#broken = true;
      for (const connection of this.#all) connection.close();
      clearTimeout(this.#timer);
      this.#finished.reject(error);
    }
  }

  get #nextMs(): number {
    return this.#stopped ? Infinity : this.#dependencies.arrivals.nextMs;
  }

  #sendDue(nowMs: number): void {
    const { arrivals, clients, onFailure } = this.#dependencies;
    for (let dueMs = this.#nextMs; dueMs <= nowMs; dueMs = this.#nextMs) {
      if (dueMs + this.#options.timeoutMs < nowMs) {
        onFailure({ kind: 'not-sent', detail: 'no connection became free' }, nowMs);
        arrivals.advance();
        continue;
      }
      const connection = this.#free.shift();
      if (connection === undefined) return;
      const { number } = arrivals;
      const client = clients.client(number);
      this.lag.send(dueMs, nowMs);
      this.#events++;
      arrivals.advance();
      connection.ask({ number, client, clientText: client.toString(), dueMs, sentMs: nowMs });
    }
  }

  #expire(nowMs: number): void {
    this.#lookedAtMs = nowMs;
    for (const connection of this.#all) {
      const sinceMs = connection.busySinceMs;
      if (sinceMs !== undefined && sinceMs + this.#options.timeoutMs < nowMs) {
        connection.giveUp({ kind: 'timeout', detail: `no answer within ${this.#options.timeoutMs} ms` });
      }
    }
  }

  #isOver(): boolean {
    return this.#nextMs === Infinity && this.#free.length === this.#all.length;
  }

  #finish(): void {
    for (const connection of this.#all) connection.close();
    this.#finished.resolve();
  }

  readonly #answered = (question: Question, answer: HttpAnswer): void => {
    this.#events++;
    this.#guarded(() => this.#dependencies.onAnswer(question, answer, this.elapsedMs));
  };

  readonly #failed = (_question: Question, failure: Failure): void => {
    this.#events++;
    this.#guarded(() => this.#dependencies.onFailure(failure, this.elapsedMs));
  };

  /** A connection became free: what waits for one goes out at once. */
  readonly #freed = (connection: Connection): void => {
    this.#free.push(connection);
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    setImmediate(this.#turn);
  };
}
