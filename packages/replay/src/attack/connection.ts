import type { Socket } from 'bun';
import { brokenConnection, failedConnect, type Failure } from './failure.ts';
import { readHttpAnswer, type HttpRead } from './http-answer.ts';
import type { Question } from './question.ts';
import { requestEnd, requestStart, type ConnectionMode, type Target } from './target.ts';

export type HttpAnswer = Extract<HttpRead, { readonly kind: 'answer' }>;

/** One socket of a connection. What is left of an earlier one still reports, and is not heard. */
interface Attempt {
  readonly connection: Connection;
}

type AttemptSocket = Socket<Attempt>;

/** Who hears what became of a question: exactly one of `answered` and `failed`, and then `free`, maybe later. */
export interface ConnectionListener {
  answered(question: Question, answer: HttpAnswer): void;
  failed(question: Question, failure: Failure): void;
  /** The connection takes the next question. */
  free(connection: Connection): void;
}

/** A place for one question at a time, and the socket that it goes out on, opened when there is none. */
export class Connection {
  readonly #target: Target;
  readonly #mode: ConnectionMode;
  readonly #listener: ConnectionListener;
  readonly #start: string;
  readonly #end: string;
  #attempt: Attempt | undefined;
  /** Undefined while connecting. */
  #socket: AttemptSocket | undefined;
  #question: Question | undefined;
  #received = '';
  #unsent = '';
  /** Answered, and waiting for the other side to close: who closes first holds the port for a minute (RFC 9293, TIME-WAIT). */
  #leavingSinceMs: number | undefined;

  constructor(options: { readonly target: Target; readonly mode: ConnectionMode }, listener: ConnectionListener) {
    this.#target = options.target;
    this.#mode = options.mode;
    this.#listener = listener;
    this.#start = requestStart(options.target);
    this.#end = requestEnd(options.mode);
  }

  /** When the question was due that keeps it busy, if any. */
  get busySinceMs(): number | undefined {
    return this.#question?.dueMs ?? this.#leavingSinceMs;
  }

  /** Only while free. */
  ask(question: Question): void {
    this.#question = question;
    this.#received = '';
    this.#unsent = this.#start + question.clientText + this.#end;
    if (this.#socket === undefined) this.#connect();
    else this.#send(this.#socket);
  }

  /** Gives the question up, or what is left of its connection. */
  giveUp(failure: Failure): void {
    this.#drop();
    if (this.#question !== undefined) this.#fail(failure);
    else if (this.#leavingSinceMs !== undefined) this.#left();
  }

  close(): void {
    this.#drop();
  }

  opened(socket: AttemptSocket): void {
    if (!this.#owns(socket)) return socket.terminate();
    this.#socket = socket;
    socket.setNoDelay(true);
    if (this.#target.tls === undefined) this.#send(socket);
  }

  secured(socket: AttemptSocket, outcome: 'done' | 'failed', unverified: Error | null): void {
    if (!this.#owns(socket)) return;
    const version = socket.getTLSVersion();
    const fault = outcome === 'failed' || this.#target.tls?.certificate === 'verify' ? unverified : null;
    if (outcome === 'done' && fault === null && version === 'TLSv1.3') return this.#send(socket);
    this.giveUp({ kind: 'tls', detail: fault?.message ?? `the target offers ${version}, must be TLSv1.3` });
  }

  drained(socket: AttemptSocket): void {
    if (this.#owns(socket) && this.#unsent !== '') this.#send(socket);
  }

  received(socket: AttemptSocket, bytes: Buffer): void {
    if (!this.#owns(socket)) return;
    const text = bytes.toString('latin1');
    if (this.#question === undefined) return this.giveUp({ kind: 'http', detail: 'bytes that nobody asked for' });
    this.#received = this.#received === '' ? text : this.#received + text;
    this.#read('open');
  }

  closed(socket: AttemptSocket, error: Error | undefined): void {
    if (!this.#owns(socket)) return;
    this.#drop();
    if (this.#leavingSinceMs !== undefined) return this.#left();
    if (this.#question === undefined) return;
    if (error === undefined) this.#read('ended');
    if (this.#question !== undefined) this.#fail(brokenConnection(error));
  }

  #owns(socket: AttemptSocket): boolean {
    return this.#attempt === socket.data;
  }

  #connect(): void {
    const attempt: Attempt = { connection: this };
    this.#attempt = attempt;
    const { hostname, port, tls } = this.#target;
    const secure = tls && {
      serverName: hostname,
      rejectUnauthorized: tls.certificate === 'verify',
      ...(tls.ca !== undefined && { ca: tls.ca }),
    };
    const options = { hostname, port, data: attempt, socket: HANDLERS, ...(secure && { tls: secure }) };
    Bun.connect(options).catch((error: unknown) => {
      if (attempt !== this.#attempt) return;
      this.#drop();
      this.#fail(failedConnect(error as Error));
    });
  }

  #send(socket: AttemptSocket): void {
    const written = socket.write(this.#unsent);
    if (written >= 0) this.#unsent = this.#unsent.slice(written);
  }

  #read(side: 'open' | 'ended'): void {
    const question = this.#question;
    if (question === undefined) return;
    const read = readHttpAnswer(this.#received, side === 'ended');
    if (read.kind === 'part') return;
    if (read.kind === 'bad') return this.giveUp({ kind: 'http', detail: read.detail });
    this.#question = undefined;
    const leaves = side === 'open' && (this.#mode === 'new' || !read.stays);
    if (leaves) this.#leavingSinceMs = question.dueMs;
    this.#listener.answered(question, read);
    if (!leaves) this.#listener.free(this);
  }

  #left(): void {
    this.#leavingSinceMs = undefined;
    this.#listener.free(this);
  }

  #fail(failure: Failure): void {
    const question = this.#question;
    this.#question = undefined;
    if (question !== undefined) this.#listener.failed(question, failure);
    this.#listener.free(this);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#attempt = undefined;
    this.#socket = undefined;
    socket?.terminate();
  }
}

const HANDLERS = {
  open: (socket: AttemptSocket) => socket.data.connection.opened(socket),
  handshake: (socket: AttemptSocket, success: boolean, error: Error | null) =>
    socket.data.connection.secured(socket, success ? 'done' : 'failed', error),
  data: (socket: AttemptSocket, bytes: Buffer) => socket.data.connection.received(socket, bytes),
  drain: (socket: AttemptSocket) => socket.data.connection.drained(socket),
  close: (socket: AttemptSocket, error?: Error) => socket.data.connection.closed(socket, error),
  // A close, or the rejected promise of connecting, follows and is heard.
  error() {},
  connectError() {},
};
