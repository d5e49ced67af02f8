import type { Http1Counters } from './counters.ts';
import type { GatherBuffer } from './gather-buffer.ts';
import type { Outcome } from './head-renderer.ts';
import { sendBytes } from './kernel-send.ts';

/** Where bytes go: returns the number that was taken, or -1 when it is closed; keeps nothing of the rest. */
export interface ByteSink {
  write(bytes: Uint8Array): number;
}

const CRLF = '\r\n';
const NO_DESCRIPTOR = -1;

/** What goes out on one connection: gathered, sent at once, and what the kernel does not take kept in its order. */
export class OutputQueue {
  /** What the kernel took on this connection. */
  sentBytes = 0;
  readonly #counters: Http1Counters;
  readonly #gathered: GatherBuffer;
  #sink: ByteSink = CLOSED;
  #descriptor = NO_DESCRIPTOR;
  /** Go before what is gathered. */
  #parts: Uint8Array[] | undefined;
  #partsBytes = 0;

  constructor(counters: Http1Counters, gathered: GatherBuffer) {
    this.#counters = counters;
    this.#gathered = gathered;
  }

  /** With the descriptor of a socket bytes go to the kernel without Bun's own steps; null where only the sink may send. */
  begin(sink: ByteSink, descriptor: number | null): void {
    this.#sink = sink;
    this.#descriptor = descriptor ?? NO_DESCRIPTOR;
    this.sentBytes = 0;
  }

  /** Nothing of it is sent any more. */
  clear(): void {
    this.#sink = CLOSED;
    this.#descriptor = NO_DESCRIPTOR;
    this.#parts = undefined;
    this.#partsBytes = 0;
    if (this.#gathered.owner === this) this.#gathered.clear();
  }

  get queuedBytes(): number {
    return this.#partsBytes + (this.#gathered.owner === this ? this.#gathered.sizeBytes : 0);
  }

  /** Gathers text; returns its length in UTF-8. */
  addText(text: string): number {
    const gathered = this.#gathered;
    if (gathered.owner !== this) gathered.claim(this);
    const added = gathered.addText(text);
    return added === -1 ? this.#addLongText(text) : added;
  }

  /** As `addText`, of a whole number in decimal. */
  addNumber(value: number): number {
    const gathered = this.#gathered;
    if (gathered.owner !== this) gathered.claim(this);
    const added = gathered.addNumber(value);
    return added === -1 ? this.#addLongText(String(value)) : added;
  }

  endLine(): void {
    const gathered = this.#gathered;
    if (gathered.owner !== this) gathered.claim(this);
    if (!gathered.endLine()) this.#addLongText(CRLF);
  }

  /** As `addText`, of pieces: what they are together. */
  addPieces(pieces: readonly (string | number)[]): number {
    let added = 0;
    for (let index = 0; index < pieces.length; index++) {
      const piece = pieces[index] ?? '';
      added += typeof piece === 'string' ? this.addText(piece) : this.addNumber(piece);
    }
    return added;
  }

  addBytes(bytes: Uint8Array): void {
    const gathered = this.#gathered;
    if (gathered.owner !== this) gathered.claim(this);
    if (gathered.addBytes(bytes)) return;
    this.spill();
    this.#push(bytes);
  }

  /** Hands over what was gathered, as far as the kernel takes it; whether it took all. `last` when the connection ends at once if it did. */
  flush(outcome: Outcome = 'more'): boolean {
    if (this.#partsBytes > 0) return this.#flushParts();
    const gathered = this.#gathered;
    if (gathered.owner !== this || gathered.sizeBytes === 0) return true;
    const { sizeBytes, address } = gathered;
    const sent = this.#descriptor === NO_DESCRIPTOR ? -1 : sendBytes(this.#descriptor, address, sizeBytes, outcome);
    if (sent !== sizeBytes) return this.#offerRest(Math.max(0, sent));
    this.countSent(sent);
    gathered.clear();
    return true;
  }

  /** Counts bytes that the kernel took past this queue. */
  countSent(bytes: number): void {
    this.sentBytes += bytes;
    this.#counters.bytesSent += bytes;
  }

  spill(): void {
    this.#push(Buffer.from(this.#gathered.from(0)));
    this.#gathered.clear();
  }

  /** To the sink, because it says when more is taken. */
  #offerRest(sent: number): boolean {
    const gathered = this.#gathered;
    const taken = sent + Math.max(0, this.#sink.write(gathered.from(sent)));
    this.countSent(taken);
    this.#push(Buffer.from(gathered.from(taken)));
    gathered.clear();
    return this.#partsBytes === 0;
  }

  #flushParts(): boolean {
    if (this.#gathered.owner === this) this.spill();
    const parts = this.#parts ?? [];
    for (let part = parts[0]; part !== undefined; part = parts[0]) {
      const sent = Math.max(0, this.#sink.write(part));
      this.countSent(sent);
      this.#partsBytes -= sent;
      if (sent < part.length) {
        parts[0] = part.subarray(sent);
        return false;
      }
      parts.shift();
    }
    return true;
  }

  #addLongText(text: string): number {
    this.spill();
    const bytes = Buffer.from(text);
    this.#push(bytes);
    return bytes.length;
  }

  #push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    (this.#parts ??= []).push(bytes);
    this.#partsBytes += bytes.length;
  }
}

const CLOSED: ByteSink = { write: () => -1 };
