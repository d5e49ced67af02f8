import type { Http1Counters } from './counters.ts';

/** Where bytes go: returns the number that was taken, or -1 when it is closed; keeps nothing of the rest. */
export interface ByteSink {
  write(data: string | Uint8Array): number;
}

/** Up to this size bytes are copied behind what precedes them, to leave in one write. */
const JOINED_BYTES = 65_536;

/** What goes out on one connection: gathered, written at once, and what the kernel does not take kept in its order. */
export class OutputQueue {
  /** What the kernel took on this connection. */
  sentBytes = 0;
  readonly #counters: Http1Counters;
  #sink: ByteSink = CLOSED;
  #text = '';
  #textBytes = 0;
  /** Go before the text. */
  #parts: Uint8Array[] | undefined;
  #partsBytes = 0;

  constructor(counters: Http1Counters) {
    this.#counters = counters;
  }

  begin(sink: ByteSink): void {
    this.#sink = sink;
    this.sentBytes = 0;
  }

  clear(): void {
    this.#sink = CLOSED;
    this.#text = '';
    this.#textBytes = 0;
    this.#parts = undefined;
    this.#partsBytes = 0;
  }

  get queuedBytes(): number {
    return this.#partsBytes + this.#textBytes;
  }

  /** Gathers text that is `bytes` long in UTF-8. */
  addText(text: string, bytes: number): void {
    this.#text = this.#text === '' ? text : this.#text + text;
    this.#textBytes += bytes;
  }

  addBytes(bytes: Uint8Array): void {
    const text = this.#takeText();
    if (text.length + bytes.length <= JOINED_BYTES) return this.#push(Buffer.concat([text, bytes]));
    this.#push(text);
    this.#push(bytes);
  }

  /** Hands over what was gathered, as far as the kernel takes it; whether it took all. */
  flush(): boolean {
    if (this.#partsBytes > 0) return this.#flushParts();
    const text = this.#text;
    if (text === '') return true;
    const sent = this.#sink.write(text);
    if (sent === this.#textBytes) {
      this.countSent(sent);
      this.#text = '';
      this.#textBytes = 0;
      return true;
    }
    return this.#keepRest(sent);
  }

  /** Counts bytes that the kernel took past this queue. */
  countSent(bytes: number): void {
    this.sentBytes += bytes;
    this.#counters.bytesSent += bytes;
  }

  #keepRest(sent: number): boolean {
    const said = this.#textBytes;
    const bytes = this.#takeText();
    this.countSent(Math.max(0, sent));
    if (bytes.length !== said) {
      throw new RangeError(
        `Cannot send text: textBytes must be its length in UTF-8, ${bytes.length} together: received ${said}`,
      );
    }
    this.#push(bytes.subarray(Math.max(0, sent)));
    return false;
  }

  #flushParts(): boolean {
    this.#push(this.#takeText());
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

  #push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    (this.#parts ??= []).push(bytes);
    this.#partsBytes += bytes.length;
  }

  #takeText(): Buffer {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    this.#textBytes = 0;
    return bytes;
  }
}

const CLOSED: ByteSink = { write: () => -1 };
