import { readSync } from 'node:fs';
import type { FileBody, FilePart, TransferResult } from './file-body.ts';
import { isResident, sendFile } from './file-sending.ts';
import type { OutputQueue } from './output-queue.ts';
import type { RunQueue, Runner } from './run-queue.ts';

/** At most this much per connection and turn, so that nobody waits long for the others. */
const CHUNK_BYTES = 262_144;
/** Bun tells when a socket takes bytes again only after a write of its own was short: this much is offered to it. */
const NUDGE_BYTES = 1_024;
/** Over TLS bytes go through memory. */
const COPY_BYTES = 65_536;

/** What a transfer needs of its connection. */
export interface TransferPlace {
  readonly socket: { readonly fd: number; write(data: Uint8Array): number };
  readonly output: OutputQueue;
  readonly runQueue: RunQueue;
  readonly transport: 'tcp' | 'tls';
  /** All was handed to the kernel, or it cannot go on: then the connection must be cut. */
  readonly over: (ending: TransferResult['ending']) => void;
}

/** Sends one FileBody, a chunk a turn, as far as its source, its pace and its client let it. */
export class Transfer implements Runner {
  isQueued = false;
  sentBytes = 0;
  readonly #body: FileBody;
  readonly #place: TransferPlace;
  #part = 0;
  #at = 0;
  /** The file is in memory up to here, as `load` says. */
  #loadedTo = 0;
  /** Of a part from memory that the output queue holds or held. */
  #queuedBytes = 0;
  #isOver = false;
  #hasWaited = false;
  /** Ends what it waits for. */
  #cancel: (() => void) | undefined;

  constructor(body: FileBody, place: TransferPlace) {
    this.#body = body;
    this.#place = place;
    this.#enterPart(0);
  }

  /** Goes on: at the start, when the socket takes bytes again, and when it is its turn. */
  run(): void {
    let left = CHUNK_BYTES;
    while (!this.#isOver) {
      if (!this.#place.output.flush()) return; // the socket is full: its drain runs this again
      this.#count(this.#queuedBytes);
      this.#queuedBytes = 0;
      const part = this.#body.parts[this.#part];
      if (part === undefined) return this.#end('complete');
      if (part instanceof Uint8Array) {
        this.#queuedBytes = part.length;
        this.#place.output.addBytes(part);
        this.#enterPart(this.#part + 1);
      } else if (this.#at === part.end) this.#enterPart(this.#part + 1);
      else if (left === 0) return this.#place.runQueue.add(this);
      else {
        const sent = this.#sendOf(part, left);
        if (sent === 'waits') return;
        left -= sent;
      }
    }
  }

  /** Whether it has waited for its source or its pace since this was last asked: then the client is not to blame for its rate. */
  wasHeldBack(): boolean {
    const was = this.#hasWaited;
    this.#hasWaited = this.#cancel !== undefined;
    return was;
  }

  /** The connection is gone. */
  cut(): void {
    this.#end('cut');
  }

  #sendOf(part: FilePart, left: number): number | 'waits' {
    const available = part.available();
    if (available === 'failed') return this.#fail();
    if (available <= this.#at) return this.#waitFor((go) => part.onAdvance(go));
    const wanted = Math.min(left, available - this.#at, part.end - this.#at);
    if (!this.#isInMemory(part, wanted)) return this.#load(part, wanted);
    const allowed = this.#takePace(wanted);
    if (allowed === 0) return this.#waitForPace();
    const before = this.sentBytes;
    const sent =
      this.#place.transport === 'tcp' ? this.#sendFile(part, allowed) : this.#copy(part, allowed, COPY_BYTES);
    this.#giveBackPace(allowed - (this.sentBytes - before));
    return sent;
  }

  #sendFile(part: FilePart, bytes: number): number | 'waits' {
    const sent = Math.max(0, sendFile(this.#place.socket.fd, part.descriptor, this.#at, bytes));
    this.#place.output.countSent(sent);
    this.#advance(sent);
    if (sent === bytes) return sent;
    // The kernel takes no more, or the file is shorter than it was said to be: the offer tells which.
    const nudged = this.#copy(part, bytes - sent, NUDGE_BYTES);
    return nudged === 'waits' ? 'waits' : sent + nudged;
  }

  /** Sends through memory; `waits` when the socket did not take all that it was offered. */
  #copy(part: FilePart, bytes: number, most: number): number | 'waits' {
    const offered = Buffer.allocUnsafe(Math.min(bytes, most));
    let read: number;
    try {
      read = readSync(part.descriptor, offered, 0, offered.length, this.#at);
    } catch {
      return this.#fail();
    }
    if (read === 0) return this.#fail();
    const sent = Math.max(0, this.#place.socket.write(offered.subarray(0, read)));
    this.#place.output.countSent(sent);
    this.#advance(sent);
    return sent === read ? sent : 'waits';
  }

  #isInMemory(part: FilePart, bytes: number): boolean {
    if (part.load === undefined || this.#at + bytes <= this.#loadedTo) return true;
    return isResident(part.descriptor, this.#at) && isResident(part.descriptor, this.#at + bytes - 1);
  }

  #load(part: FilePart, bytes: number): 'waits' {
    const end = this.#at + bytes;
    return this.#waitFor((go, fail) => {
      let isWanted = true;
      const done = (act: () => void) => () => {
        if (isWanted) act();
      };
      part.load?.(this.#at, end).then(
        done(() => {
          this.#loadedTo = end;
          go();
        }),
        done(fail),
      );
      return () => {
        isWanted = false;
      };
    });
  }

  #waitForPace(): 'waits' {
    const waitMs = Math.max(1, ...(this.#body.paces ?? []).map((pace) => pace.waitMs()));
    return this.#waitFor((go) => {
      const timer = setTimeout(go, waitMs);
      return () => clearTimeout(timer);
    });
  }

  /** Waits for something of our own side, once at a time: `start` begins it and returns what takes it back. */
  #waitFor(start: (go: () => void, fail: () => void) => () => void): 'waits' {
    this.#hasWaited = true;
    this.#cancel?.();
    this.#cancel = start(
      () => {
        this.#cancel = undefined;
        if (!this.#isOver) this.#place.runQueue.add(this);
      },
      () => void this.#fail(),
    );
    return 'waits';
  }

  #takePace(bytes: number): number {
    let allowed = bytes;
    for (const [index, pace] of (this.#body.paces ?? []).entries()) {
      const taken = pace.take(allowed);
      // Those before have given more than this one does.
      for (const earlier of this.#body.paces?.slice(0, index) ?? []) earlier.giveBack(allowed - taken);
      allowed = taken;
    }
    return allowed;
  }

  #giveBackPace(bytes: number): void {
    if (bytes > 0) for (const pace of this.#body.paces ?? []) pace.giveBack(bytes);
  }

  /** The kernel took bytes of the file. */
  #advance(bytes: number): void {
    this.#at += bytes;
    this.#count(bytes);
  }

  #count(bytes: number): void {
    if (bytes === 0) return;
    this.sentBytes += bytes;
    this.#body.sent?.(bytes);
  }

  #enterPart(index: number): void {
    this.#part = index;
    const part = this.#body.parts[index];
    this.#loadedTo = 0;
    this.#at = part === undefined || part instanceof Uint8Array ? 0 : part.offset;
  }

  #fail(): 'waits' {
    this.#end('cut');
    return 'waits';
  }

  #end(ending: TransferResult['ending']): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel?.();
    this.#count(Math.max(0, this.#queuedBytes - this.#place.output.queuedBytes));
    this.#body.finished?.({ ending, sentBytes: this.sentBytes });
    this.#place.over(ending);
  }
}
