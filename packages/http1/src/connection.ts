import type { Answer } from './answer.ts';
import { ClientSocket } from './client-socket.ts';
import { isFileBody, type FileBody, type TransferResult } from './file-body.ts';
import { filesToSend, giveAnswer } from './give-answer.ts';
import type { Outcome } from './head-renderer.ts';
import type { HttpSocket } from './http-socket.ts';
import { InputQueue } from './input-queue.ts';
import type { ListenerCore } from './listener-core.ts';
import type { MessageReader, Reading } from './message-reader.ts';
import { Patience } from './patience.ts';
import { FAILED, refusalAnswer } from './refusal-answer.ts';
import type { Refusal } from './refusal.ts';
import { Transfer } from './transfer.ts';

/**
 * - `reading`: requests are read and answered.
 * - `answering`: the answer to one request is being made, or sent from files; what came behind it waits.
 * - `blocked`: the client does not take what was answered; nothing more is read.
 * - `closing`: the last answer was given but is not all sent.
 * - `lingering`: all is sent and our half is shut; what still comes is thrown away, because closing on unread bytes resets
 *   the connection and can cost the client its answer (RFC 9112 section 9.6).
 * - `closed`: there is no socket.
 */
type Phase = 'reading' | 'answering' | 'blocked' | 'closing' | 'lingering' | 'closed';

const LINGER_BYTES = 262_144;
/** Answers to pipelined requests leave together, up to about this size. */
const BATCH_BYTES = 32_768;
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const NOTHING = Buffer.alloc(0);
const MS_PER_SECOND = 1_000;

/**
 * One client's connection: has its requests answered in their order and keeps it within the limits. Used again for another
 * socket when its own is gone.
 */
export class Connection<Peer> {
  readonly #core: ListenerCore<Peer>;
  readonly #client: ClientSocket<Peer>;
  readonly #patience: Patience;
  readonly #input = new InputQueue();
  #phase: Phase = 'closed';
  #peer: Peer | undefined;
  #transfer: Transfer | undefined;
  #ending: 'close' | 'linger' = 'linger';
  #hasToldContinue = false;
  #wasIdle = false;
  #lingeredBytes = 0;
  /** What the client had taken when the time that it has for more began. */
  #takenBytes = 0;

  constructor(core: ListenerCore<Peer>) {
    this.#core = core;
    this.#client = new ClientSocket(core);
    this.#patience = new Patience(core.clock, () => this.#expired());
  }

  /** Takes up a socket that was accepted. */
  begin(socket: HttpSocket<Peer>): void {
    this.#client.begin(socket);
    this.#phase = 'reading';
    this.#peer = undefined;
    this.#hasToldContinue = false;
    this.#wasIdle = false;
    this.#lingeredBytes = 0;
    this.#patience.await('partial-head');
  }

  get remoteAddress(): string {
    return this.#client.remoteAddress;
  }

  /**
   * Called again and again while the listener stops, when answers are the last of their connections: one that waits for a
   * request at two looks in a row has not been asked in between, and is shut.
   */
  shutIfIdle(): void {
    const isIdle = this.#phase === 'reading' && this.#input.sizeBytes === 0;
    if (isIdle && this.#wasIdle) this.#shut();
    this.#wasIdle = isIdle;
  }

  received(bytes: Buffer): void {
    switch (this.#phase) {
      case 'reading':
        if (this.#input.sizeBytes === 0) return this.#read(bytes);
        this.#input.push(bytes);
        return this.#readInput();
      case 'answering':
      case 'blocked':
        this.#input.push(bytes);
        if (this.#input.sizeBytes > this.#core.limits.maxQueuedBytes) this.#client.pause();
        return undefined;
      case 'lingering':
        this.#lingeredBytes += bytes.length;
        if (this.#lingeredBytes > LINGER_BYTES) this.abort();
        return undefined;
      case 'closing':
      case 'closed':
        return undefined;
    }
  }

  /** The client has shut its half: what it asked for is still answered. */
  ended(): void {
    this.#client.hasEnded = true;
    if (this.#phase === 'reading' || this.#phase === 'lingering') this.#client.close();
  }

  /** The socket takes bytes again. */
  drained(): void {
    if (this.#transfer !== undefined) return this.#transfer.run();
    if (!this.#client.output.flush()) return undefined;
    if (this.#phase === 'closing') return this.#finish();
    if (this.#phase === 'blocked') return this.#goOn();
    return undefined;
  }

  /** The socket is gone. `awaited` when a handler may still come back with an answer, so that this cannot be used again. */
  closed(): 'free' | 'awaited' {
    const isAnswering = this.#phase === 'answering';
    const isAwaited = isAnswering && this.#transfer === undefined;
    if (isAnswering || this.#client.output.queuedBytes > 0) this.#core.counters.cut++;
    this.#phase = 'closed';
    this.#patience.clear();
    this.#transfer?.cut();
    this.#transfer = undefined;
    this.#input.clear();
    this.#client.release();
    return isAwaited ? 'awaited' : 'free';
  }

  /** Cuts it, so that the client sees that its answer is not whole. */
  abort(): void {
    this.#client.abort();
  }

  #expired(): void {
    switch (this.#patience.awaited) {
      case 'linger':
        return this.#client.close();
      case 'client':
        return this.#isTooSlow() ? this.abort() : this.#awaitClient();
      case 'next-request':
        return this.#shut();
      case 'partial-head':
        return this.#input.sizeBytes === 0 ? this.#shut() : this.#refuse('header-timeout');
      case 'partial-body':
        return this.#refuse('body-timeout');
    }
  }

  #readInput(): void {
    const input = this.#input.take();
    if (input !== undefined) this.#read(input);
  }

  #read(input: Buffer): void {
    const { readers, counters, handler, clock } = this.#core;
    const { output } = this.#client;
    for (let at = 0; at < input.length;) {
      const reader = readers.current;
      const reading = reader.read(input, at);
      if (reading !== 'complete') return this.#readPart(reading, reader, input.subarray(at));
      at = reader.end;
      this.#introduce(reader);
      counters.requests++;
      let answer: Answer | Promise<Answer>;
      try {
        answer = handler.answer(reader.request);
      } catch (error) {
        answer = this.#failed(error);
      }
      if (answer instanceof Promise) return void this.#answerLater(answer, input.subarray(at));
      const outcome = giveAnswer(answer, reader, output, clock.renderer);
      const files = filesToSend(answer, reader);
      if (files !== undefined) return this.#sendFiles(files, outcome, reader.isKeptAlive, input.subarray(at));
      if (outcome === 'last') return this.#endAfter(reader.isKeptAlive, input.length - at);
      if (output.queuedBytes >= BATCH_BYTES && !output.flush()) return this.#block(input.subarray(at));
    }
    if (!output.flush()) return this.#block(NOTHING);
    return this.#patience.await('next-request');
  }

  /** Tells the request who asks, and how its connection goes on. */
  #introduce({ request, isKeptAlive }: MessageReader<Peer>): void {
    this.#hasToldContinue = false;
    const { remoteAddress } = this.#client;
    request.isKeptAlive = isKeptAlive && !this.#core.isStopping;
    request.remoteAddress = remoteAddress;
    request.peer = this.#peer ??= this.#core.handler.readPeer(remoteAddress);
  }

  /** Waits for the rest of a message, or refuses it. */
  #readPart(reading: Exclude<Reading, 'complete'>, reader: MessageReader<Peer>, rest: Buffer): void {
    if (reading !== 'partial-head' && reading !== 'partial-body') return this.#refuse(reading);
    this.#input.push(rest);
    this.#input.want(reader.wantedBytes);
    const { output } = this.#client;
    if (reading === 'partial-body' && reader.expectsContinue && !this.#hasToldContinue && reader.hasNoBodyYet) {
      this.#hasToldContinue = true;
      output.addText(CONTINUE);
    }
    if (!output.flush()) return this.#block(NOTHING);
    // The time runs from the first byte on, however often more comes.
    if (this.#patience.awaited !== reading) this.#patience.await(reading);
    return undefined;
  }

  async #answerLater(promise: Promise<Answer>, rest: Buffer): Promise<void> {
    const { readers, handler, counters } = this.#core;
    const reader = readers.detach();
    this.#phase = 'answering';
    this.#input.push(rest);
    this.#patience.clear();
    this.#client.output.flush();
    try {
      const answer = await promise.catch((error: unknown) => this.#failed(error));
      if (this.#phase === 'answering') this.#settle(answer, reader);
      else if (isFileBody(answer.body)) answer.body.finished?.({ ending: 'cut', sentBytes: 0 });
    } catch (error) {
      counters.failed++;
      handler.failed(error);
      this.abort();
    } finally {
      readers.release(reader);
    }
  }

  #settle(answer: Answer, reader: MessageReader<Peer>): void {
    const { output } = this.#client;
    const outcome = giveAnswer(answer, reader, output, this.#core.clock.renderer);
    const files = filesToSend(answer, reader);
    if (files !== undefined) this.#sendFiles(files, outcome, reader.isKeptAlive, NOTHING);
    else if (outcome === 'last') this.#endAfter(reader.isKeptAlive, this.#input.sizeBytes);
    else if (output.flush()) this.#goOn();
    else this.#block(NOTHING);
  }

  #sendFiles(body: FileBody, outcome: Outcome, isKeptAlive: boolean, rest: Buffer): void {
    const { runQueue, transport } = this.#core;
    const { socket, output } = this.#client;
    this.#phase = 'answering';
    this.#input.push(rest);
    this.#client.prepareForFiles(body);
    this.#awaitClient();
    const over = (ending: TransferResult['ending']) => {
      if (this.#phase !== 'answering') return;
      if (ending === 'cut') return this.abort();
      this.#transfer = undefined;
      if (outcome === 'last') return this.#endAfter(isKeptAlive, this.#input.sizeBytes);
      if (this.#input.sizeBytes === 0) return this.#goOn();
      // Not at once: thousands of small pipelined requests would nest as deep.
      this.#phase = 'blocked';
      const run = () => {
        if (this.#client.socket === socket && this.#phase === 'blocked') this.#goOn();
      };
      return runQueue.add({ isQueued: false, run });
    };
    this.#transfer = new Transfer(body, { socket, output, runQueue, transport, over });
    this.#transfer.run();
  }

  #failed(error: unknown): Answer {
    this.#core.counters.failed++;
    this.#core.handler.failed(error);
    return FAILED;
  }

  #refuse(refusal: Refusal): void {
    this.#core.counters.refused[refusal]++;
    const { output } = this.#client;
    const { answer, text } = refusalAnswer(refusal);
    this.#core.clock.renderer.render(output, answer, text.length, 'last', 1);
    output.addText(text);
    this.#end('linger');
  }

  /** A client that asked for the end sends no more: its connection need not linger. */
  #endAfter(isKeptAlive: boolean, unreadBytes: number): void {
    this.#end(isKeptAlive || unreadBytes > 0 ? 'linger' : 'close');
  }

  #end(ending: 'close' | 'linger'): void {
    this.#ending = ending;
    this.#phase = 'closing';
    this.#input.clear();
    if (this.#client.output.flush('last')) this.#finish();
    else this.#awaitClient();
  }

  #finish(): void {
    if (this.#ending === 'linger') this.#shut();
    else this.#client.close();
  }

  /** Shuts our half, and goes when the client has shut its own. */
  #shut(): void {
    if (this.#client.hasEnded) return this.#client.close();
    this.#phase = 'lingering';
    this.#client.resume();
    this.#patience.await('linger');
    return this.#client.socket.shutdown();
  }

  #block(rest: Buffer): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'blocked';
    this.#input.push(rest);
    this.#awaitClient();
    this.#client.pause();
  }

  /** Goes on with what waits. */
  #goOn(): void {
    this.#phase = 'reading';
    this.#client.resume();
    this.#patience.await('next-request');
    this.#readInput();
    if (this.#client.hasEnded && this.#phase === 'reading') this.#client.close();
  }

  #awaitClient(): void {
    this.#takenBytes = this.#client.takenBytes;
    this.#patience.await('client');
  }

  /** Whether the client has taken less of its answer than it must in the time that is over; our own delays are not its fault. */
  #isTooSlow(): boolean {
    const { minSendBytesPerSecond, stallTimeoutMs } = this.#core.limits;
    if (this.#transfer?.wasHeldBack() === true) return false;
    return this.#client.takenBytes - this.#takenBytes < (minSendBytesPerSecond * stallTimeoutMs) / MS_PER_SECOND;
  }
}
