import { STATUS_CODES } from 'node:http';
import { headerLine, mayHaveBody, type Answer } from './answer.ts';

const SECOND_MS = 1_000;
const CLOSE = 'Connection: close\r\n';
const KEEP_ALIVE = 'Connection: keep-alive\r\n';

/** Whether the connection goes on after an answer. */
export type Outcome = 'more' | 'last';

/** Where the head goes. */
export interface TextSink {
  addText(text: string): void;
  addNumber(value: number): void;
  endLine(): void;
  addPieces(pieces: readonly (string | number)[]): void;
}

/**
 * Renders what stands before the body of an answer. Status line and `Date` (RFC 9110 section 6.6.1) of a second are rendered
 * once; a timer tells the time, rather than each answer asking for it.
 */
export class HeadRenderer {
  #second = -1;
  #date = '';
  /** By status: everything before the length, or before the other headers where there is none. */
  #beginnings: (string | undefined)[] = [];

  constructor(nowMs: number) {
    this.renew(nowMs);
  }

  renew(nowMs: number): void {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second === this.#second) return;
    this.#second = second;
    this.#date = new Date(second * SECOND_MS).toUTCString();
    this.#beginnings = [];
  }

  /** `minorVersion` is the request's. `Connection` is named where it differs from what that implies (RFC 9112 section 9.3). */
  render(
    sink: TextSink,
    { status, headers, date }: Answer,
    lengthBytes: number,
    outcome: Outcome,
    minorVersion: number,
  ): void {
    sink.addText(date === undefined ? (this.#beginnings[status] ?? this.#begin(status)) : begin(status, date));
    if (mayHaveBody(status)) {
      sink.addNumber(lengthBytes);
      sink.endLine();
    }
    if (outcome === 'last') sink.addText(CLOSE);
    else if (minorVersion === 0) sink.addText(KEEP_ALIVE);
    if (typeof headers === 'string') sink.addText(headers);
    else sink.addPieces(headers);
    sink.endLine();
  }

  #begin(status: number): string {
    const beginning = begin(status, this.#date);
    this.#beginnings[status] = beginning;
    return beginning;
  }
}

function begin(status: number, date: string): string {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`Cannot answer: status must be 200 to 599: received ${status}`);
  }
  const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
  return `${statusLine}${headerLine('Date', date)}${mayHaveBody(status) ? 'Content-Length: ' : ''}`;
}
